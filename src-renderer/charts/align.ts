/** Curves in the form uPlot draws: one rising list of x for all, and for each line its values there. */
import uPlot from 'uplot'

export interface Points {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Undefined where a line has no point: uPlot draws across. */
export type Column = readonly (number | null | undefined)[]

/** Points where x or y is not finite, or not above zero on a logarithmic axis, are left out. */
export function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>, log: { readonly x: boolean; readonly y: boolean }): Points {
  const kept: { x: number[]; y: number[] } = { x: [], y: [] }
  for (let i = 0; i < y.length; i++) {
    const [a, b] = [x[i] ?? NaN, y[i] ?? NaN]
    if (!Number.isFinite(a) || !Number.isFinite(b) || (log.x && a <= 0) || (log.y && b <= 0)) continue
    kept.x.push(a)
    kept.y.push(b)
  }
  return kept
}

export function align(lines: readonly Points[]): [number[], ...Column[]] {
  if (lines.every(({ x }) => x.length === 0)) return [[], ...lines.map(() => [])]
  const [x = [], ...columns] = uPlot.join(lines.map(({ x, y }): [number[], number[]] => [[...x], [...y]]))
  return [[...x], ...columns.map((column) => [...column])]
}

/** Index of the point of `column` that lies nearest to `index` along `x`; null for an empty line. */
export function nearestPoint(x: ArrayLike<number>, column: ArrayLike<number | null | undefined>, index: number): number | null {
  const has = (i: number): boolean => column[i] !== null && column[i] !== undefined
  let left = index
  let right = index
  while (left >= 0 && !has(left)) left--
  while (right < column.length && !has(right)) right++
  if (left < 0) return right < column.length ? right : null
  if (right >= column.length) return left
  const at = x[index] ?? 0
  return at - (x[left] ?? 0) <= (x[right] ?? 0) - at ? left : right
}
