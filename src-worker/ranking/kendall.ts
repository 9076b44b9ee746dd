import { denseRanks } from './ranks'

/** What τ-b is made of, so that it can be summed over groups before the division. */
export interface PairCounts {
  /** Concordant minus discordant pairs. */
  readonly balance: number
  /** Pairs whose x differ. */
  readonly differInX: number
  /** Pairs whose y differ. */
  readonly differInY: number
}

/**
 * Counts the pairs of two lists of equal length in O(n log n): sort by x then y, and count the exchanges a merge sort
 * by y needs (W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 1966).
 */
export function countPairs(x: ArrayLike<number>, y: ArrayLike<number>): PairCounts {
  const xRanks = denseRanks(x)
  const yRanks = denseRanks(y)
  const width = x.length
  // One number per pair of ranks makes the sort by (x, y) a plain numeric sort; exact up to 94 million entries.
  const keys = Float64Array.from(xRanks, (rank, position) => rank * width + (yRanks[position] ?? 0)).sort()
  const pairs = (width * (width - 1)) / 2
  const tiedInX = tiedPairs(xRanks.slice().sort())
  const tiedInY = tiedPairs(yRanks.slice().sort())
  const tiedInBoth = tiedPairs(keys)
  const discordant = countInversions(Uint32Array.from(keys, (key) => key % width))
  // All pairs = concordant + discordant + tied in x or y.
  return {
    balance: pairs - tiedInX - tiedInY + tiedInBoth - 2 * discordant,
    differInX: pairs - tiedInX,
    differInY: pairs - tiedInY,
  }
}

/** τ-b = (P - Q) / sqrt((pairs that differ in x)(pairs that differ in y)), -1..1; null where a list is constant. */
export function kendallTauB(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return tauOf(countPairs(x, y))
}

/**
 * τ-b over only those pairs whose entries of `group` are equal: numerator and both counts are summed over the groups
 * before the division. Null where no such pair differs in x, or none in y.
 */
export function kendallTauBWithin(x: ArrayLike<number>, y: ArrayLike<number>, group: ArrayLike<number>): number | null {
  const members = new Map<number, number[]>()
  for (let position = 0; position < group.length; position++) {
    const key = group[position] ?? 0
    const list = members.get(key)
    if (list === undefined) members.set(key, [position])
    else list.push(position)
  }
  let balance = 0
  let differInX = 0
  let differInY = 0
  for (const list of members.values()) {
    const counts = countPairs(
      list.map((position) => x[position] ?? 0),
      list.map((position) => y[position] ?? 0),
    )
    balance += counts.balance
    differInX += counts.differInX
    differInY += counts.differInY
  }
  return tauOf({ balance, differInX, differInY })
}

function tauOf({ balance, differInX, differInY }: PairCounts): number | null {
  // Two square roots, because the product of two pair counts can pass 2^53.
  return differInX === 0 || differInY === 0 ? null : balance / (Math.sqrt(differInX) * Math.sqrt(differInY))
}

/** Pairs of equal entries of a sorted list. */
function tiedPairs(sorted: ArrayLike<number>): number {
  let pairs = 0
  let run = 0
  for (let position = 1; position < sorted.length; position++) {
    run = sorted[position] === sorted[position - 1] ? run + 1 : 0
    pairs += run
  }
  return pairs
}

/** Pairs that stand in falling order; a bottom-up merge sort, which sorts `values` on the way. */
function countInversions(values: Uint32Array): number {
  let from: Uint32Array = values
  let to: Uint32Array = new Uint32Array(values.length)
  let inversions = 0
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length)
      const end = Math.min(start + 2 * width, values.length)
      let left = start
      let right = middle
      for (let position = start; position < end; position++) {
        const takeLeft = left < middle && (right >= end || (from[left] ?? 0) <= (from[right] ?? 0))
        if (!takeLeft) inversions += middle - left
        to[position] = from[takeLeft ? left++ : right++] ?? 0
      }
    }
    ;[from, to] = [to, from]
  }
  return inversions
}
