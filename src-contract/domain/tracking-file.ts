/** Tracked points as CSV files, wherever they are written. */
import type { Cell } from '../csv'
import { truthIds, type TruthId } from './choices'
import type { RankingFigures, RankingRow, ScoreId } from './ranking'
import { tableFileOf } from './ranking-view'
import type { TrackedPoint } from './tracking'

const cuts = ['1', '5', '10', '50'] as const
const scores = ['accuracy', 'loss', 'parameters', 'multiplyAdds'] as const satisfies readonly ScoreId[]

const figureColumns = [
  'kendall_tau', 'spearman', 'pearson', 'complexity_bias', 'tau_within_equal_parameters',
  ...cuts.map((cut) => `p_at_top_${cut}`), ...cuts.map((cut) => `p_at_bottom_${cut}`), ...cuts.map((cut) => `best_rank_at_${cut}`),
]
const statisticColumns = ['mean', 'deviation', 'least', 'greatest', 'rho_parameters', 'rho_multiply_adds']

/** One line for each point, score and truth; where a space has no truth, one for each point and score. */
export const trackingFile = {
  columns: ['step', 'stage', 'epoch', 'architectures', 'live_graphs', 'images', 'seconds', 'score', 'truth', ...figureColumns, 'top1', ...statisticColumns],
  lines: (point: TrackedPoint): readonly (readonly Cell[])[] => {
    const { figures } = point.summary
    const ids: readonly (TruthId | null)[] = figures === null ? [null] : truthIds
    const lines: readonly ScoreId[] = figures === null ? ['accuracy', 'loss'] : scores
    return ids.flatMap((truth) => lines.map((score) => lineOf(point, score, truth, figures === null || truth === null ? null : figures[truth][score])))
  },
} as const

function lineOf({ step, stage, epoch, summary, statistics }: TrackedPoint, score: ScoreId, truth: TruthId | null, figures: RankingFigures | null): readonly Cell[] {
  const own = score === 'accuracy' || score === 'loss' ? statistics[score] : null
  const first = score === 'accuracy' ? summary.top1.byAccuracy : score === 'loss' ? summary.top1.byLoss : null
  return [
    ...[step, stage, epoch, summary.architectures, summary.liveGraphs, summary.images, summary.seconds, score, truth],
    ...(figures === null ? figureColumns.map(() => null) : cellsOf(figures)),
    truth === null ? null : (first?.truth?.[truth] ?? null),
    ...(own === null ? statisticColumns.map(() => null) : [own.mean, own.deviation, own.least, own.greatest, own.rhoParameters, own.rhoMultiplyAdds]),
  ]
}

function cellsOf(figures: RankingFigures): readonly Cell[] {
  const { kendallTau, spearman, pearson, complexityBias, tauWithinEqualParameters, pAtTop, pAtBottom, bestRankAt } = figures
  return [kendallTau, spearman, pearson, complexityBias, tauWithinEqualParameters, ...cuts.map((cut) => pAtTop[cut]), ...cuts.map((cut) => pAtBottom[cut]), ...cuts.map((cut) => bestRankAt[cut])]
}

/** One line for each architecture of each point. */
export const trackedScoresFile = {
  columns: ['step', 'stage', ...tableFileOf.run.columns],
  cells: ({ step, stage }: TrackedPoint, row: RankingRow): readonly Cell[] => [step, stage, ...tableFileOf.run.cells(row)],
} as const
