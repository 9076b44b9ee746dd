/** The figures straight from their definitions, O(n²), as the measure for the fast versions. */

export function bruteTauB(x: readonly number[], y: readonly number[], sameGroup: (i: number, j: number) => boolean = () => true): number | null {
  let balance = 0
  let differInX = 0
  let differInY = 0
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      if (!sameGroup(i, j)) continue
      const dx = Math.sign(at(x, i) - at(x, j))
      const dy = Math.sign(at(y, i) - at(y, j))
      balance += dx * dy
      differInX += dx * dx
      differInY += dy * dy
    }
  }
  return differInX === 0 || differInY === 0 ? null : balance / Math.sqrt(differInX * differInY)
}

/** 1 + values below + half of the others that are equal. */
export function bruteRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal + 1) / 2
  })
}

export function brutePearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const moment = (a: readonly number[], b: readonly number[]) => mean(a.map((value, i) => (value - mean(a)) * (at(b, i) - mean(b))))
  return moment(x, y) / Math.sqrt(moment(x, x) * moment(y, y))
}

/** Positions, best first (sign 1) or worst first (sign -1); ties by lower position. */
export function bruteOrder(values: readonly number[], sign: 1 | -1): number[] {
  return values.map((_, i) => i).sort((a, b) => sign * (at(values, b) - at(values, a)) || a - b)
}

export function at(values: readonly number[], position: number): number {
  const value = values[position]
  if (value === undefined) throw new Error(`no value at ${position} of ${values.length}`)
  return value
}
