/** A ranking as files: its table as it is shown, and every figure of it. */
import { truthIds } from '../../../src-contract/domain/choices'
import type { JudgedRow } from '../../../src-contract/domain/imported-ranking'
import type { RankingFigures } from '../../../src-contract/domain/ranking'
import { tableFileOf } from '../../../src-contract/domain/ranking-view'
import { saveTable } from '../../charts/save-file'
import type { Judged } from './judged'

export async function saveEntries({ name, from }: Judged, rows: readonly JudgedRow[]): Promise<void> {
  const { columns, cells } = tableFileOf[from.kind]
  await saveTable(`${name} - table`, [columns, ...rows.map(cells)])
}

/** One row for each truth and score. */
export async function saveFigures({ name, figures }: Judged): Promise<void> {
  if (figures === null) return
  const rows = truthIds.flatMap((truth) => Object.entries(figures[truth]).map(([score, of]) => [truth, score, ...figureCells(of)]))
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
