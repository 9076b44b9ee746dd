/** The columns of a ranking as charts and tables take them. Pure. */
import type { BetterId } from '../../../src-contract/domain/imported-ranking'
import { worstLoss } from '../../../src-contract/domain/ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'
import type { AnyScoreId } from './judged'

/** float32, as the points are. */
const worst = Math.fround(worstLoss)

/** One value per architecture as it is drawn: accuracies in percent, NaN where a loss was not finite. */
export function drawn(scatter: RankingScatter, score: AnyScoreId): Float64Array {
  const broken = (at: number): boolean => (scatter.loss?.[at] ?? 0) >= worst
  const values = scatter[score] ?? new Float32Array()
  switch (score) {
    case 'accuracy':
      return Float64Array.from(values, (value, at) => (broken(at) ? NaN : value * 100))
    case 'loss':
      return Float64Array.from(values, (value, at) => (broken(at) ? NaN : value))
    case 'score':
    case 'parameters':
    case 'multiplyAdds':
      return Float64Array.from(values)
  }
}

/** Higher is better. */
export function asScore(values: Float64Array, better: BetterId): Float64Array {
  return better === 'low' ? values.map((value) => -value) : values
}

/** Places from 1, the best first; ties go to the lower position, and what is NaN comes last. */
export function placesOf(values: ArrayLike<number>): Uint32Array {
  const worth = (at: number): number => (Number.isNaN(values[at]) ? -Infinity : (values[at] ?? -Infinity))
  // -Infinity - -Infinity is NaN, which `||` passes on to the rule for ties as it does 0.
  const order = Uint32Array.from({ length: values.length }, (_, at) => at).sort((a, b) => worth(b) - worth(a) || a - b)
  const places = new Uint32Array(values.length)
  order.forEach((at, place) => (places[at] = place + 1))
  return places
}

/** A part of the architectures by size, from the smallest. */
export interface SizeBand {
  /** Parameters of its smallest and its largest. */
  readonly least: number
  readonly most: number
  /** Positions. */
  readonly members: readonly number[]
}

/** At most `bands` parts of about equally many architectures; equal sizes are never parted. */
export function sizeBands(parameters: ArrayLike<number>, bands: number): readonly SizeBand[] {
  const order = Array.from({ length: parameters.length }, (_, at) => at).sort((a, b) => (parameters[a] ?? 0) - (parameters[b] ?? 0) || a - b)
  const found: SizeBand[] = []
  for (let from = 0; from < order.length; ) {
    let end = Math.max(from + 1, Math.round((order.length * (found.length + 1)) / bands))
    const size = (place: number): number => parameters[order[place] ?? 0] ?? 0
    while (end < order.length && size(end) === size(end - 1)) end++
    found.push({ least: size(from), most: size(end - 1), members: order.slice(from, end) })
    from = end
  }
  return found
}
