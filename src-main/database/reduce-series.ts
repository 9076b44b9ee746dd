/** From rows to what can be painted. Pure: columns in, curves out. */
import type { Series, SeriesAnswer, SeriesRequest } from '../../src-contract/domain/series'
import type { MetricColumns } from './metric-columns'

interface Reduction extends Pick<SeriesRequest, 'metric' | 'buckets' | 'bands'> {
  /** Steps from <= step < to. */
  readonly from: number
  readonly to: number
}

/**
 * Curves of one metric, one for each band of complexity, and the steps of each momentum pool.
 * @param parts rows of at least that range, in order of step
 * @param bandSample rows of the whole run from which the borders of the bands are drawn; not needed for one band
 */
export function reduceSeries(parts: readonly MetricColumns[], reduction: Reduction, bandSample: readonly MetricColumns[]): Pick<SeriesAnswer, 'bands' | 'pools'> {
  const { metric, from, to } = reduction
  const borders = bandBorders(reduction.bands, bandSample)
  const curves = borders.map(() => new Curve(reduction))
  const pools = new Map<number, number>()
  let pool = -1
  let poolSteps = 0
  for (const part of parts) {
    const { step, complexity } = part
    const values = part[metric]
    for (let row = 0; row < step.length; row++) {
      const at = step[row] ?? 0
      if (at < from || at >= to) continue
      curves[bandOf(borders, complexity[row] ?? 0)]?.add(at, values[row] ?? 0)
      const current = part.pool[row] ?? 0
      if (current !== pool) {
        if (poolSteps > 0) pools.set(pool, (pools.get(pool) ?? 0) + poolSteps)
        pool = current
        poolSteps = 0
      }
      poolSteps++
    }
  }
  if (poolSteps > 0) pools.set(pool, (pools.get(pool) ?? 0) + poolSteps)
  return {
    bands: borders.map((border, band) => ({ ...border, series: curves[band]?.finish() ?? new Curve(reduction).finish() })),
    pools: [...pools].map(([id, steps]) => ({ pool: id, steps })).sort((a, b) => a.pool - b.pool),
  }
}

interface Border {
  readonly from: number
  readonly to: number
}

/** Quantiles of complexity; where many steps share one complexity, neighbouring bands fall together. */
function bandBorders(bands: number, sample: readonly MetricColumns[]): Border[] {
  if (bands === 1) return [{ from: -Infinity, to: Infinity }]
  const size = sample.reduce((sum, { complexity }) => sum + complexity.length, 0)
  const sorted = new Float32Array(size)
  let end = 0
  for (const { complexity } of sample) {
    sorted.set(complexity, end)
    end += complexity.length
  }
  sorted.sort()
  const at = (share: number): number => sorted[Math.min(size - 1, Math.max(0, Math.ceil(share * size) - 1))] ?? 0
  const ends = [...new Set(Array.from({ length: bands }, (_, band) => at((band + 1) / bands)))]
  return ends.map((to, band) => ({ from: band === 0 ? (sorted[0] ?? 0) : (ends[band - 1] ?? 0), to }))
}

/** The last band also takes what is above the sample. */
function bandOf(borders: readonly Border[], complexity: number): number {
  const last = borders.length - 1
  for (let band = 0; band < last; band++) if (complexity <= (borders[band]?.to ?? 0)) return band
  return last
}

/** Lowest and highest row of each bucket; all rows as long as they are few. */
class Curve {
  private readonly width: number
  private rows = 0
  private readonly few: { readonly steps: Float64Array; readonly values: Float32Array }
  private readonly count: Uint32Array
  private readonly sum: Float64Array
  private readonly stepSum: Float64Array
  private readonly low: Float32Array
  private readonly high: Float32Array
  private readonly lowStep: Float64Array
  private readonly highStep: Float64Array

  constructor(private readonly reduction: Reduction) {
    const { buckets, from, to } = reduction
    this.width = Math.max(1, (to - from) / buckets)
    this.few = { steps: new Float64Array(2 * buckets), values: new Float32Array(2 * buckets) }
    this.count = new Uint32Array(buckets)
    this.sum = new Float64Array(buckets)
    this.stepSum = new Float64Array(buckets)
    this.low = new Float32Array(buckets).fill(Infinity)
    this.high = new Float32Array(buckets).fill(-Infinity)
    this.lowStep = new Float64Array(buckets)
    this.highStep = new Float64Array(buckets)
  }

  add(step: number, value: number): void {
    const { buckets, from } = this.reduction
    if (this.rows < 2 * buckets) {
      this.few.steps[this.rows] = step
      this.few.values[this.rows] = value
    }
    this.rows++
    const bucket = Math.min(buckets - 1, Math.floor((step - from) / this.width))
    this.count[bucket] = (this.count[bucket] ?? 0) + 1
    this.sum[bucket] = (this.sum[bucket] ?? 0) + value
    this.stepSum[bucket] = (this.stepSum[bucket] ?? 0) + step
    if (value < (this.low[bucket] ?? 0)) {
      this.low[bucket] = value
      this.lowStep[bucket] = step
    }
    if (value > (this.high[bucket] ?? 0)) {
      this.high[bucket] = value
      this.highStep[bucket] = step
    }
  }

  finish(): Series {
    const { rows, few } = this
    const { buckets } = this.reduction
    const means: number[] = []
    const meanSteps: number[] = []
    const steps: number[] = []
    const values: number[] = []
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = this.count[bucket] ?? 0
      if (count === 0) continue
      means.push((this.sum[bucket] ?? 0) / count)
      meanSteps.push((this.stepSum[bucket] ?? 0) / count)
      const low = { step: this.lowStep[bucket] ?? 0, value: this.low[bucket] ?? 0 }
      const high = { step: this.highStep[bucket] ?? 0, value: this.high[bucket] ?? 0 }
      for (const point of count === 1 ? [low] : low.step <= high.step ? [low, high] : [high, low]) {
        steps.push(point.step)
        values.push(point.value)
      }
    }
    const exact = rows <= 2 * buckets
    return {
      exact,
      rows,
      steps: exact ? few.steps.slice(0, rows) : Float64Array.from(steps),
      values: exact ? few.values.slice(0, rows) : Float32Array.from(values),
      meanSteps: Float64Array.from(meanSteps),
      means: Float32Array.from(means),
    }
  }
}
