/**
 * How a cost is spread over a whole space, without visiting every architecture: each operation of each choice adds its
 * own part, so the distribution of the sum is that of independent choices.
 */
import type { Architecture, SearchSpace } from './search-space'

export interface CostCount {
  readonly value: number
  /** Architectures of that cost; exact below 2^53. */
  readonly count: number
}

export interface CostParts {
  /** Cost of the architecture of first operations. */
  readonly base: number
  /** What each operation of each choice adds to it, below 0 where it is cheaper than the first one. */
  readonly parts: readonly (readonly number[])[]
}

/** `cost` must be a sum of parts by choice, as parameters and multiply-adds are. */
export function costParts({ choices }: Pick<SearchSpace, 'choices'>, cost: (architecture: Architecture) => number): CostParts {
  const first = choices.map(() => 0)
  const base = cost(first)
  return { base, parts: choices.map(({ operations }, choice) => operations.map((_, operation) => cost(first.with(choice, operation)) - base)) }
}

/** Of a sum of parts. Ascending by value; the counts add up to the size of the space. */
export function distribution(space: Pick<SearchSpace, 'choices'>, cost: (architecture: Architecture) => number): readonly CostCount[] {
  const { base, parts } = costParts(space, cost)
  let sums = new Map([[base, 1]])
  for (const own of parts) {
    const next = new Map<number, number>()
    for (const part of own) for (const [value, count] of sums) next.set(value + part, (next.get(value + part) ?? 0) + count)
    sums = next
  }
  return [...sums].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
}

export interface CostSpread {
  readonly counts: readonly CostCount[]
  /** The counts are of drawn architectures, between the exact extremes of the space. */
  readonly sampled: boolean
}

/** Spaces up to this size have few enough different costs to be counted. */
const mostCounted = 1_000_000n
const draws = 20_000

/** The exact distribution, or a sample of it where the space is large. The same each time. */
export function costSpread(space: Pick<SearchSpace, 'choices' | 'size'>, cost: (architecture: Architecture) => number): CostSpread {
  return space.size <= mostCounted ? { counts: distribution(space, cost), sampled: false } : { counts: sample(space, cost), sampled: true }
}

function sample(space: Pick<SearchSpace, 'choices'>, cost: (architecture: Architecture) => number): readonly CostCount[] {
  const { base, parts } = costParts(space, cost)
  const extreme = (of: (...values: number[]) => number): CostCount => ({ value: base + parts.reduce((sum, own) => sum + of(...own), 0), count: 0 })
  const draw = steadyDraws()
  const drawn = Array.from({ length: draws }, () => ({ value: parts.reduce((sum, own) => sum + (own[draw(own.length)] ?? 0), base), count: 1 }))
  return [extreme(Math.min), ...drawn.sort((a, b) => a.value - b.value), extreme(Math.max)]
}

/** Draws of whole numbers below a given one, the same each time. */
export function steadyDraws(): (below: number) => number {
  // Numerical Recipes' linear congruential generator: a picture needs no better one.
  let state = 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Bins of equal width from the smallest to the largest value; the last one includes its end. */
export function histogram(counts: readonly CostCount[], bins: number): readonly Bin[] {
  const smallest = counts[0]?.value ?? 0
  const width = ((counts.at(-1)?.value ?? 0) - smallest) / bins
  const heights = Array.from({ length: bins }, () => 0)
  for (const { value, count } of counts) {
    const bin = width === 0 ? 0 : Math.min(Math.floor((value - smallest) / width), bins - 1)
    heights[bin] = (heights[bin] ?? 0) + count
  }
  return heights.map((count, bin) => ({ from: smallest + bin * width, to: smallest + (bin + 1) * width, count }))
}
