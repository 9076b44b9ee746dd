/** A ranking as files: its table as it is shown, and every figure of it. */
import { truthIds } from '../../../src-contract/domain/choices'
import type { RankingFigures, RankingRow, RankingSummary, ScoreId } from '../../../src-contract/domain/ranking'
import { tableFileCells, tableFileColumns } from '../../../src-contract/domain/ranking-view'
import { saveTable } from '../../charts/save-file'

export async function saveEntries(name: string, rows: readonly RankingRow[]): Promise<void> {
  await saveTable(`${name} - table`, [tableFileColumns, ...rows.map(tableFileCells)])
}

/** One row for each truth and score. */
export async function saveFigures(name: string, { figures }: RankingSummary): Promise<void> {
  if (figures === null) return
  const rows = truthIds.flatMap((truth) => (Object.keys(figures[truth]) as ScoreId[]).map((score) => [truth, score, ...figureCells(figures[truth][score])]))
  await saveTable(`${name} - figures`, [['truth', 'score', ...figureColumns], ...rows])
}

const cuts = ['1', '5', '10', '50'] as const
const figureColumns = [
  'kendall_tau', 'spearman', 'pearson', ...cuts.map((cut) => `p_at_top_${cut}`), ...cuts.map((cut) => `p_at_bottom_${cut}`), ...cuts.map((cut) => `best_rank_at_${cut}`), 'complexity_bias', 'tau_within_equal_parameters',
]

function figureCells(figures: RankingFigures): (number | null)[] {
  const { kendallTau, spearman, pearson, pAtTop, pAtBottom, bestRankAt, complexityBias, tauWithinEqualParameters } = figures
  return [kendallTau, spearman, pearson, ...cuts.map((cut) => pAtTop[cut]), ...cuts.map((cut) => pAtBottom[cut]), ...cuts.map((cut) => bestRankAt[cut]), complexityBias, tauWithinEqualParameters]
}
