/** Tracked points as CSV files, wherever they are written. */
import type { Cell } from '../csv'
import { truthIds, type TruthId } from './choices'
import type { RankingFigures, RankingRow, ScoreId } from './ranking'
import { figuresFile, tableFileOf } from './ranking-view'
import type { TrackedPoint } from './tracking'

const scores = ['accuracy', 'loss', 'parameters', 'multiplyAdds'] as const satisfies readonly ScoreId[]

const statisticColumns = ['mean', 'deviation', 'least', 'greatest', 'rho_parameters', 'rho_multiply_adds']

/** One line for each point, score and truth; where a space has no truth, one for each point and score. */
export const trackingFile = {
  columns: ['step', 'stage', 'epoch', 'architectures', 'live_graphs', 'images', 'seconds', 'score', 'truth', ...figuresFile.columns, 'top1', ...statisticColumns],
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
    ...(figures === null ? figuresFile.columns.map(() => null) : figuresFile.cells(figures)),
    truth === null ? null : (first?.truth?.[truth] ?? null),
    ...(own === null ? statisticColumns.map(() => null) : [own.mean, own.deviation, own.least, own.greatest, own.rhoParameters, own.rhoMultiplyAdds]),
  ]
}

/** One line for each architecture of each point. */
export const trackedScoresFile = {
  columns: ['step', 'stage', ...tableFileOf.run.columns],
  cells: ({ step, stage }: TrackedPoint, row: RankingRow): readonly Cell[] => [step, stage, ...tableFileOf.run.cells(row)],
} as const
