import { truthIds, type TruthId } from '../../src-contract/domain/choices'
import type { ArchitectureFacts, RankingFigures, RankingRow, RankingSummary, ScoreId } from '../../src-contract/domain/ranking'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import { rankingFigures, scoreOf } from './figures'
import type { GroundTruth } from '../../src-contract/search-space/ground-truth'
import type { Score } from './live-score'
import { descendingOrder } from './ranks'

/**
 * The per-architecture table, in the order of `architectures` (by index).
 * @param scores by live key; architectures with the same live graph share one
 * @param imageSize side of the images in pixels, for multiply-adds
 */
export function rankingRows(
  space: SearchSpace,
  architectures: readonly Architecture[],
  scores: ReadonlyMap<string, Score>,
  imageSize: number,
  truth: GroundTruth | null,
): RankingRow[] {
  return architectures.map((architecture) => {
    const liveKey = space.liveKey(architecture)
    const score = scores.get(liveKey)
    if (score === undefined) throw new Error(`live graph ${liveKey} has no score`)
    const { truth: known, ...facts } = architectureFacts(space, architecture, imageSize, truth)
    return { ...facts, accuracy: score.accuracy, loss: score.loss, truth: known }
  })
}

/** @param imageSize side of the images in pixels, for multiply-adds */
export function architectureFacts(space: SearchSpace, architecture: Architecture, imageSize: number, truth: GroundTruth | null): ArchitectureFacts {
  const index = space.index(architecture)
  return {
    index,
    architecture: space.format(architecture),
    parameters: space.parameters(architecture),
    multiplyAdds: space.multiplyAdds(architecture, imageSize),
    truth: truth === null || index === null ? null : byTruth((id) => truth.test[id][index] ?? NaN),
  }
}

/** Figures, floors and top-1 of a table with at least one row. */
export function rankingSummary(
  rows: readonly RankingRow[],
  truth: GroundTruth | null,
  counts: { readonly liveGraphs: number; readonly images: number; readonly seconds: number },
): RankingSummary {
  return {
    architectures: rows.length,
    ...counts,
    figures: truth === null ? null : byTruth((id) => figuresByScore(rows, id)),
    top1: { byLoss: best(rows, 'loss'), byAccuracy: best(rows, 'accuracy'), optimum: truth?.optimum ?? null },
  }
}

function figuresByScore(rows: readonly RankingRow[], id: TruthId): Record<ScoreId, RankingFigures> {
  const of = figuresOf(rows, id)
  return { accuracy: of(scoreOf.accuracy), loss: of(scoreOf.loss), parameters: of(scoreOf.parameters), multiplyAdds: of(scoreOf.multiplyAdds) }
}

/** The figures of any score of these rows against one truth; higher is better. */
export function figuresOf<Row extends ArchitectureFacts>(rows: readonly Row[], id: TruthId): (score: (row: Row) => number) => RankingFigures {
  const truth = rows.map((row) => row.truth?.[id] ?? NaN)
  const parameters = rows.map((row) => row.parameters)
  return (score) => rankingFigures(rows.map(score), truth, parameters)
}

function best(rows: readonly RankingRow[], score: ScoreId): RankingRow {
  return firstBy(rows, scoreOf[score])
}

/** The row with the highest score; ties go to the lower index, since rows are in order of index. */
export function firstBy<Row>(rows: readonly Row[], score: (row: Row) => number): Row {
  const row = rows[descendingOrder(rows.map(score))[0] ?? 0]
  if (row === undefined) throw new Error('a ranking has at least one architecture')
  return row
}

export function byTruth<Value>(value: (id: TruthId) => Value): Record<TruthId, Value> {
  const [cifar10, cifar100, imagenet16] = truthIds
  return { cifar10: value(cifar10), cifar100: value(cifar100), imagenet16: value(imagenet16) }
}
