import { exactSeries, type Curve } from '../../charts/curve'
import { spread } from './seeds'

/**
 * The mean of runs that differ in their seed, with one standard deviation above and below as its band. Each run is read
 * at the steps of the first by a straight line between the means of its buckets, as far as all runs have come. Null
 * where one of them has no point yet.
 */
export function meanCurve(label: string, curves: readonly Curve[]): Curve | null {
  const [first] = curves
  if (first === undefined || curves.some(({ series }) => series.meanSteps.length === 0)) return null
  const from = Math.max(...curves.map(({ series }) => series.meanSteps[0] ?? 0))
  const to = Math.min(...curves.map(({ series }) => series.meanSteps.at(-1) ?? 0))
  const steps = first.series.meanSteps.filter((step) => step >= from && step <= to)
  const spreads = Array.from(steps, (step) => spread(curves.map(({ series }) => valueAt(series.meanSteps, series.means, step))))
  const values = (value: (mean: number, sd: number) => number): Float32Array => Float32Array.from(spreads, (each) => (each === null ? NaN : value(each.mean, each.sd ?? 0)))
  return { ...first, label, series: exactSeries(steps, values((mean) => mean)), band: { low: values((mean, sd) => mean - sd), high: values((mean, sd) => mean + sd) } }
}

function valueAt(steps: Float64Array, values: Float32Array, step: number): number {
  let low = 0
  let high = steps.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((steps[middle] ?? 0) <= step) low = middle
    else high = middle - 1
  }
  const [x0 = 0, x1 = 0] = [steps[low], steps[low + 1] ?? steps[low]]
  const [y0 = 0, y1 = 0] = [values[low], values[low + 1] ?? values[low]]
  return x1 === x0 ? y0 : y0 + ((step - x0) * (y1 - y0)) / (x1 - x0)
}
