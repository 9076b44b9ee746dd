/** Curves of a run: reduced where the steps are more than can be painted, and never losing a spike. */
import * as v from 'valibot'

const seriesMetrics = ['loss', 'rate', 'complexity'] as const

const step = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const curve = v.strictObject({
  metric: v.picklist(seriesMetrics),
  /** Into how many bands of equally many steps the run is cut by complexity (quantiles); 1: one curve of all steps. */
  bands: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
})

export const seriesRequestSchema = v.strictObject({
  runId: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  /** Steps with fromStep <= step < toStep; null: to the last. */
  fromStep: step,
  toStep: v.nullable(step),
  /** About one for each pixel column. */
  buckets: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)),
  /** Asked for together they are read once. */
  curves: v.pipe(v.array(curve), v.minLength(1), v.maxLength(10), v.readonly()),
})
export type SeriesRequest = v.InferOutput<typeof seriesRequestSchema>
export type CurveRequest = SeriesRequest['curves'][number]

/**
 * One curve. Values have the 24 bits of a float32. With at most 2 × buckets rows every row is a point (`exact`);
 * otherwise each bucket gives its lowest and its highest row, in order of step.
 */
export interface Series {
  readonly exact: boolean
  /** Rows behind the curve. */
  readonly rows: number
  readonly steps: Float64Array
  readonly values: Float32Array
  /** For smoothing: mean of each bucket that has rows, and the mean step it stands at. As many as there are such buckets. */
  readonly meanSteps: Float64Array
  readonly means: Float32Array
}

/** By rising complexity: rows with from < complexity <= to (the first band: from <= complexity). */
export interface SeriesBand {
  readonly from: number
  readonly to: number
  readonly series: Series
}

export interface SeriesAnswer {
  /** Of the whole run; both null when it has no rows yet. */
  readonly firstStep: number | null
  readonly lastStep: number | null
  /** For each asked curve its bands; none when the run has no rows yet. */
  readonly curves: readonly (readonly SeriesBand[])[]
  /** Steps of the asked range that used each momentum pool, by its number. */
  readonly pools: readonly { readonly pool: number; readonly steps: number }[]
}
