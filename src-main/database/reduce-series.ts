/** From rows to what can be painted. Pure: columns in, curves out. */
import type { CurveRequest, SeriesAnswer, SeriesBand } from '../../src-contract/domain/series'
import type { MetricColumns } from './metric-columns'

/** Steps from <= step < to, in how many buckets. */
interface Range {
  readonly from: number
  readonly to: number
  readonly buckets: number
}

/**
 * One metric, a curve for each band of complexity. A million rows take about 15 ms, with three bands 25: one loop over
 * columns, with a cell for each bucket of each band.
 * @param parts rows of at least that range, in order of step
 * @param complexities sorted, of rows of the whole run from which the borders of the bands are drawn; not needed for one band
 */
export function reduceCurve(parts: readonly MetricColumns[], range: Range, { metric, bands }: CurveRequest, complexities: Float32Array): SeriesBand[] {
  const { from, to, buckets } = range
  const borders = bandBorders(bands, complexities)
  const ends = bandEnds(borders)
  const width = Math.max(1, (to - from) / buckets)
  const cells = cellsOf(ends.length * buckets)
  const { count, sum, stepSum, low, high, lowStep, highStep } = cells
  for (const part of parts) {
    const { step, complexity } = part
    const values = part[metric]
    let bucket = 0
    let bucketEnd = -Infinity
    for (let row = 0; row < step.length; row++) {
      const at = step[row] ?? 0
      if (at < from || at >= to) continue
      if (at >= bucketEnd) {
        bucket = Math.floor((at - from) / width)
        bucketEnd = from + width * (bucket + 1)
      }
      const cell = bandOf(ends, complexity[row] ?? 0) * buckets + bucket
      const value = values[row] ?? 0
      if (value < (low[cell] ?? 0)) {
        low[cell] = value
        lowStep[cell] = at
      }
      if (value > (high[cell] ?? 0)) {
        high[cell] = value
        highStep[cell] = at
      }
      count[cell] = (count[cell] ?? 0) + 1
      sum[cell] = (sum[cell] ?? 0) + value
      stepSum[cell] = (stepSum[cell] ?? 0) + at
    }
  }
  return borders.map((border, band) => {
    const { rows, points, means } = curveOf(cells, band * buckets, buckets)
    const exact = rows <= 2 * buckets
    return { ...border, series: { exact, rows, ...(exact ? rowsOf(parts, range, metric, ends, band) : points), ...means } }
  })
}

/** Steps of each momentum pool. */
export function countPools(parts: readonly MetricColumns[], { from, to }: Omit<Range, 'buckets'>): SeriesAnswer['pools'] {
  const counts: number[] = []
  for (const { step, pool: pools } of parts) {
    for (let row = 0; row < step.length; row++) {
      const at = step[row] ?? 0
      if (at < from || at >= to) continue
      const pool = pools[row] ?? 0
      counts[pool] = (counts[pool] ?? 0) + 1
    }
  }
  return [...counts.entries()].flatMap(([pool, steps = 0]) => (steps > 0 ? [{ pool, steps }] : []))
}

/** What is kept of the rows of each bucket. */
const cellsOf = (size: number) => ({
  count: new Uint32Array(size),
  sum: new Float64Array(size),
  stepSum: new Float64Array(size),
  low: new Float32Array(size).fill(Infinity),
  high: new Float32Array(size).fill(-Infinity),
  lowStep: new Float64Array(size),
  highStep: new Float64Array(size),
})

/** Lowest and highest row of each bucket in order of step, and its mean. */
function curveOf(cells: ReturnType<typeof cellsOf>, first: number, buckets: number) {
  const [steps, values, meanSteps, means]: [number[], number[], number[], number[]] = [[], [], [], []]
  let rows = 0
  for (let cell = first; cell < first + buckets; cell++) {
    const count = cells.count[cell] ?? 0
    if (count === 0) continue
    rows += count
    meanSteps.push((cells.stepSum[cell] ?? 0) / count)
    means.push((cells.sum[cell] ?? 0) / count)
    const low = { step: cells.lowStep[cell] ?? 0, value: cells.low[cell] ?? 0 }
    const high = { step: cells.highStep[cell] ?? 0, value: cells.high[cell] ?? 0 }
    for (const { step, value } of low.value === high.value ? [low] : low.step <= high.step ? [low, high] : [high, low]) {
      steps.push(step)
      values.push(value)
    }
  }
  return {
    rows,
    points: { steps: Float64Array.from(steps), values: Float32Array.from(values) },
    means: { meanSteps: Float64Array.from(meanSteps), means: Float32Array.from(means) },
  }
}

/** Every row of a band; read once more, because that is done for few of them only. */
function rowsOf(parts: readonly MetricColumns[], { from, to }: Range, metric: CurveRequest['metric'], ends: Float64Array, band: number) {
  const [steps, values]: [number[], number[]] = [[], []]
  for (const part of parts) {
    for (const [row, step] of part.step.entries()) {
      if (step < from || step >= to || bandOf(ends, part.complexity[row] ?? 0) !== band) continue
      steps.push(step)
      values.push(part[metric][row] ?? 0)
    }
  }
  return { steps: Float64Array.from(steps), values: Float32Array.from(values) }
}

interface Border {
  readonly from: number
  readonly to: number
}

/** Complexities of these rows in rising order: what bands are cut from. */
export function sortedComplexities(parts: readonly MetricColumns[]): Float32Array {
  const sorted = new Float32Array(parts.reduce((sum, { complexity }) => sum + complexity.length, 0))
  let end = 0
  for (const { complexity } of parts) {
    sorted.set(complexity, end)
    end += complexity.length
  }
  return sorted.sort()
}

/** Quantiles of complexity; where many steps share one complexity, neighbouring bands fall together. */
function bandBorders(bands: number, sorted: Float32Array): Border[] {
  if (bands === 1) return [{ from: -Infinity, to: Infinity }]
  const size = sorted.length
  const at = (share: number): number => sorted[Math.min(size - 1, Math.max(0, Math.ceil(share * size) - 1))] ?? 0
  const ends = [...new Set(Array.from({ length: bands }, (_, band) => at((band + 1) / bands)))]
  return ends.map((to, band) => ({ from: band === 0 ? (sorted[0] ?? 0) : (ends[band - 1] ?? 0), to }))
}

/** The last band also takes what is above the sample. */
const bandEnds = (borders: readonly Border[]): Float64Array => Float64Array.from(borders, ({ to }, band) => (band === borders.length - 1 ? Infinity : to))

function bandOf(ends: Float64Array, complexity: number): number {
  let band = 0
  while (complexity > (ends[band] ?? Infinity)) band++
  return band
}
