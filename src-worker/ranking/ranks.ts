/**
 * Orders and ranks of number lists. Scores may hold values that are not finite (a subnet whose loss overflowed): they
 * count as equally bad and worse than every finite one, and they stay in the list, so the number of architectures
 * behind a figure never changes.
 */

/** A copy in which every value that is not finite is -Infinity, the common worst. */
export function worstWhereNotFinite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => (Number.isFinite(value) ? value : -Infinity))
}

/** Positions of the values in ascending order; equal values by lower position. Values must not be NaN. */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  // -Infinity - -Infinity is NaN, which `||` passes on to the tie rule as it does 0.
  return positions(values.length).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
}

/** Positions of the values in descending order (best score first); equal values by lower position. */
export function descendingOrder(values: ArrayLike<number>): Uint32Array {
  return positions(values.length).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
}

/** Ranks 0, 1, 2, … in ascending order, equal values sharing one rank and leaving no gap after them. */
export function denseRanks(values: ArrayLike<number>): Uint32Array {
  const ranks = new Uint32Array(values.length)
  eachTie(values, (members, _first, number) => members.forEach((position) => (ranks[position] = number)))
  return ranks
}

/** Ranks 1..n in ascending order; equal values all get the mean of the ranks that they occupy (Spearman's rule). */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(values.length)
  eachTie(values, (members, first) => {
    const mean = first + (members.length + 1) / 2
    members.forEach((position) => (ranks[position] = mean))
  })
  return ranks
}

/** Calls back for each group of equal values in ascending order: its positions, how many values are smaller, its number. */
function eachTie(values: ArrayLike<number>, visit: (members: Uint32Array, first: number, number: number) => void): void {
  const order = ascendingOrder(values)
  let number = 0
  for (let first = 0; first < order.length; number++) {
    const value = values[order[first] ?? 0]
    let end = first + 1
    while (end < order.length && values[order[end] ?? 0] === value) end++
    visit(order.subarray(first, end), first, number)
    first = end
  }
}

function positions(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, position) => position)
}
