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

/** Lowest and highest row of each bucket; all rows as long as they are few. Rows come in order of step. */
class Curve {
  private readonly few: number
  private readonly width: number
  private rows = 0
  private readonly fewSteps: Float64Array
  private readonly fewValues: Float32Array
  private readonly steps: number[] = []
  private readonly values: number[] = []
  private readonly meanSteps: number[] = []
  private readonly means: number[] = []
  /** First step that no longer belongs to the bucket being filled. */
  private bucketEnd = -Infinity
  private count = 0
  private sum = 0
  private stepSum = 0
  private low = 0
  private high = 0
  private lowStep = 0
  private highStep = 0

  constructor(private readonly reduction: Reduction) {
    const { buckets, from, to } = reduction
    this.width = Math.max(1, (to - from) / buckets)
    this.few = 2 * buckets
    this.fewSteps = new Float64Array(this.few)
    this.fewValues = new Float32Array(this.few)
  }

  add(step: number, value: number): void {
    if (this.rows < this.few) {
      this.fewSteps[this.rows] = step
      this.fewValues[this.rows] = value
    }
    this.rows++
    if (step >= this.bucketEnd || this.count === 0) {
      this.closeBucket()
      const { from } = this.reduction
      this.bucketEnd = from + this.width * (Math.floor((step - from) / this.width) + 1)
      this.low = value
      this.high = value
      this.lowStep = step
      this.highStep = step
    } else if (value < this.low) {
      this.low = value
      this.lowStep = step
    } else if (value > this.high) {
      this.high = value
      this.highStep = step
    }
    this.count++
    this.sum += value
    this.stepSum += step
  }

  finish(): Series {
    this.closeBucket()
    const exact = this.rows <= this.few
    return {
      exact,
      rows: this.rows,
      steps: exact ? this.fewSteps.slice(0, this.rows) : Float64Array.from(this.steps),
      values: exact ? this.fewValues.slice(0, this.rows) : Float32Array.from(this.values),
      meanSteps: Float64Array.from(this.meanSteps),
      means: Float32Array.from(this.means),
    }
  }

  private closeBucket(): void {
    if (this.count === 0) return
    this.means.push(this.sum / this.count)
    this.meanSteps.push(this.stepSum / this.count)
    const lowFirst = this.lowStep <= this.highStep
    this.steps.push(lowFirst ? this.lowStep : this.highStep)
    this.values.push(lowFirst ? this.low : this.high)
    if (this.low < this.high) {
      this.steps.push(lowFirst ? this.highStep : this.lowStep)
      this.values.push(lowFirst ? this.high : this.low)
    }
    this.count = 0
    this.sum = 0
    this.stepSum = 0
  }
}
