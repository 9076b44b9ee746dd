import type { Series } from '../../src-contract/domain/series'
import type { Colour } from './run-colour'
import type { RunAxis } from './run-axis'

/** One line of a chart. Curves with the same id (a run's, a band's) are shown and hidden together on all charts of a page. */
export interface Curve {
  readonly id: string
  readonly label: string
  readonly colour: Colour
  /** Lengths of dashes and gaps in pixels, so that curves differ by more than colour; left out: a full line. */
  readonly dash?: readonly number[]
  readonly series: Series
  /** Filled behind the line, e.g. one standard deviation below and above a mean; values at the steps of an exact `series`. */
  readonly band?: { readonly low: Float32Array; readonly high: Float32Array }
  readonly axis: RunAxis
}

export interface CurveFigures {
  readonly last: number
  readonly min: number
  readonly minStep: number
  readonly max: number
}

/** Null for a curve without points. A reduced curve has its lowest and highest rows, and of its last bucket the mean. */
export function figuresOf({ exact, steps, values, means }: Series): CurveFigures | null {
  let at = -1
  let max = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (at < 0 || value < (values[at] ?? NaN)) at = i
    if (value > max) max = value
  }
  return at < 0 ? null : { last: (exact ? values : means).at(-1) ?? NaN, min: values[at] ?? NaN, minStep: steps[at] ?? NaN, max }
}

/** A series from plain points, none of them reduced. */
export function exactSeries(steps: Float64Array, values: Float32Array): Series {
  return { exact: true, rows: steps.length, steps, values, meanSteps: steps, means: values }
}

/** What a chart shows, in words. */
export function describeCurves(title: string, curves: readonly Curve[], format: (value: number) => string): string {
  const parts = curves.map(({ label, series }) => {
    const figures = figuresOf(series)
    if (figures === null) return `${label} has no steps yet`
    return `${label}: ${series.rows} steps, last ${format(figures.last)}, lowest ${format(figures.min)} at step ${figures.minStep}, highest ${format(figures.max)}`
  })
  return `${title}. ${parts.length === 0 ? 'No curves' : parts.join('; ')}.`
}
