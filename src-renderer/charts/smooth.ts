/** Smoothing of a curve over a number of steps, which means the same at every zoom and for unevenly spaced points. */

export const smoothings = ['ema', 'mean'] as const
export type Smoothing = (typeof smoothings)[number]

/** `over`: steps; 0 changes nothing. */
export function smooth(how: Smoothing, steps: ArrayLike<number>, values: ArrayLike<number>, over: number): Float64Array {
  if (over <= 0) return Float64Array.from(values)
  return how === 'ema' ? exponential(steps, values, over) : runningMean(steps, values, over)
}

/**
 * Exponential moving average: a value that lies d steps back weighs exp(-d / over). Divided by the sum of its weights,
 * so the start is not drawn towards zero.
 */
function exponential(steps: ArrayLike<number>, values: ArrayLike<number>, over: number): Float64Array {
  const result = new Float64Array(values.length)
  let sum = 0
  let weight = 0
  for (let i = 0; i < values.length; i++) {
    const fade = i === 0 ? 0 : Math.exp(-((steps[i] ?? 0) - (steps[i - 1] ?? 0)) / over)
    sum = sum * fade + (values[i] ?? 0)
    weight = weight * fade + 1
    result[i] = sum / weight
  }
  return result
}

/** Mean of the points at most over/2 steps before and after; at the ends of what lies inside. */
function runningMean(steps: ArrayLike<number>, values: ArrayLike<number>, over: number): Float64Array {
  const result = new Float64Array(values.length)
  let from = 0
  let to = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const at = steps[i] ?? 0
    while (to < values.length && (steps[to] ?? 0) <= at + over / 2) sum += values[to++] ?? 0
    while ((steps[from] ?? 0) < at - over / 2) sum -= values[from++] ?? 0
    result[i] = sum / (to - from)
  }
  return result
}
