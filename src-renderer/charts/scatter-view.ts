/** Which part of a scatter is in sight, and which of its points is meant by a place on the screen. Pure. */

export interface Range {
  readonly min: number
  readonly max: number
}

export interface ScatterView {
  readonly x: Range
  readonly y: Range
}

export interface PlotSize {
  readonly width: number
  readonly height: number
}

/** Points with a number on both axes; `at` is the position in the lists that they come from. */
export interface ScatterPoints {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** All of the finite values with a little space around. */
export function wholeRange(values: ArrayLike<number>): Range {
  let min = Infinity
  let max = -Infinity
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return { min: 0, max: 1 }
  const margin = max === min ? Math.max(Math.abs(max) * 0.1, 1e-6) : (max - min) * 0.04
  return { min: min - margin, max: max + margin }
}

export function wholeView({ x, y }: ScatterPoints): ScatterView {
  return { x: wholeRange(x), y: wholeRange(y) }
}

/** Zooms by `factor` (below 1: in) so that the place (shares of the plot, from its lower left) stays where it is. */
export function zoomed(view: ScatterView, factor: number, place = { x: 0.5, y: 0.5 }): ScatterView {
  const one = ({ min, max }: Range, share: number): Range => {
    const fixed = min + share * (max - min)
    return { min: fixed - share * (max - min) * factor, max: fixed + (1 - share) * (max - min) * factor }
  }
  return { x: one(view.x, place.x), y: one(view.y, place.y) }
}

/** No part of the view lies outside the whole; as large as the whole: null. */
export function within(view: ScatterView, whole: ScatterView): ScatterView | null {
  const one = (range: Range, all: Range): Range => ({ min: Math.max(range.min, all.min), max: Math.min(range.max, all.max) })
  const [x, y] = [one(view.x, whole.x), one(view.y, whole.y)]
  if (!(x.min < x.max && y.min < y.max)) return null
  const isWhole = x.min === whole.x.min && x.max === whole.x.max && y.min === whole.y.min && y.max === whole.y.max
  return isWhole ? null : { x, y }
}

/** Pixels from the plot's upper left corner. */
export function pixelOf(view: ScatterView, size: PlotSize, x: number, y: number): { readonly left: number; readonly top: number } {
  return {
    left: ((x - view.x.min) / (view.x.max - view.x.min)) * size.width,
    top: ((view.y.max - y) / (view.y.max - view.y.min)) * size.height,
  }
}

/** The point nearest to the pixel, not farther than `reach` pixels; null: none. The later of two in one place. */
export function nearest({ x, y }: ScatterPoints, view: ScatterView, size: PlotSize, left: number, top: number, reach: number): number | null {
  const scaleX = size.width / (view.x.max - view.x.min)
  const scaleY = size.height / (view.y.max - view.y.min)
  let found: number | null = null
  let least = reach * reach
  for (let at = 0; at < x.length; at++) {
    const dx = ((x[at] ?? NaN) - view.x.min) * scaleX - left
    const dy = (view.y.max - (y[at] ?? NaN)) * scaleY - top
    const distance = dx * dx + dy * dy
    if (distance <= least) [found, least] = [at, distance]
  }
  return found
}

/** How many points are in sight. */
export function inSight({ x, y }: ScatterPoints, view: ScatterView): number {
  let count = 0
  for (let at = 0; at < x.length; at++) {
    const [px, py] = [x[at] ?? NaN, y[at] ?? NaN]
    if (px >= view.x.min && px <= view.x.max && py >= view.y.min && py <= view.y.max) count++
  }
  return count
}

/** The point next to `from` along an axis, for the arrow keys; without one the outermost. Null: there are no points. */
export function neighbour(values: ArrayLike<number>, other: ArrayLike<number>, from: number | null, step: 1 | -1): number | null {
  let found: number | null = null
  const isDrawn = (at: number): boolean => Number.isFinite(values[at]) && Number.isFinite(other[at])
  // Equal values in order of position, so that every point can be reached.
  const isAfter = (a: number, b: number): boolean => {
    const difference = ((values[a] ?? 0) - (values[b] ?? 0)) * step
    return difference > 0 || (difference === 0 && (a - b) * step > 0)
  }
  for (let at = 0; at < values.length; at++) {
    if (!isDrawn(at) || (from !== null && !isAfter(at, from))) continue
    if (found === null || isAfter(found, at)) found = at
  }
  return found ?? from
}
