/** The columns of a ranking as charts and tables take them. Pure. */
import { truthIds, type TruthId } from '../../../src-contract/domain/choices'
import { worstLoss, type ScoreId } from '../../../src-contract/domain/ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'

/** float32, as the points are. */
const worst = Math.fround(worstLoss)

/** One value per architecture as it is drawn: accuracies in percent, NaN where a loss was not finite. */
export function drawn(scatter: RankingScatter, score: ScoreId): Float64Array {
  const broken = (at: number): boolean => (scatter.loss[at] ?? 0) >= worst
  switch (score) {
    case 'accuracy':
      return Float64Array.from(scatter.accuracy, (value, at) => (broken(at) ? NaN : value * 100))
    case 'loss':
      return Float64Array.from(scatter.loss, (value, at) => (broken(at) ? NaN : value))
    case 'parameters':
    case 'multiplyAdds':
      return Float64Array.from(scatter[score])
  }
}

/** Higher is better. */
export function asScore(values: Float64Array, score: ScoreId): Float64Array {
  return score === 'loss' ? values.map((value) => -value) : values
}

/** 1 + the number of architectures that are better; NaN counts as worst, tied with the others of its kind. */
export function rankOf(values: ArrayLike<number>, at: number): number {
  const own = values[at] ?? NaN
  let better = 0
  for (let other = 0; other < values.length; other++) {
    const value = values[other] ?? NaN
    if (value > own || (Number.isNaN(own) && !Number.isNaN(value))) better++
  }
  return better + 1
}

export interface Standing {
  readonly id: 'accuracy' | 'loss' | TruthId
  readonly rank: number
}

/** Where one architecture stands by each score and, where it is known, in truth. */
export function standings(scatter: RankingScatter, at: number): readonly Standing[] {
  const byScore = (['accuracy', 'loss'] as const).map((id) => ({ id, rank: rankOf(asScore(drawn(scatter, id), id), at) }))
  const { truth } = scatter
  return [...byScore, ...(truth === null ? [] : truthIds.map((id) => ({ id, rank: rankOf(truth[id], at) })))]
}
