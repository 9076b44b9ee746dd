/** Mean, sample standard deviation, and differences of pairs with their confidence interval. Pure. */

export interface Sample {
  readonly n: number
  readonly mean: number
  /** Of the sample (n - 1 below the sum of squares); null for one value. */
  readonly std: number | null
}

/** Null for no values. */
export function describeSample(values: readonly number[]): Sample | null {
  const n = values.length
  if (n === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n === 1) return { n, mean, std: null }
  return { n, mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)) }
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Mean ± t · std / √n: where the true mean lies with that confidence, if the values are independent draws of a normal
 * distribution. Null for fewer than two values, which say nothing of how far they scatter.
 */
export function meanInterval(sample: Sample, confidence: number): Interval | null {
  if (sample.std === null) return null
  const reach = (tQuantile((1 + confidence) / 2, sample.n - 1) * sample.std) / Math.sqrt(sample.n)
  return { low: sample.mean - reach, high: sample.mean + reach }
}

/**
 * Quantile of Student's t distribution.
 * @param probability above 0 and below 1
 * @param degrees of freedom, a whole number of at least 1
 */
export function tQuantile(probability: number, degrees: number): number {
  if (probability === 0.5) return 0
  if (probability < 0.5) return -tQuantile(1 - probability, degrees)
  // Over the angle θ = atan(t/√ν), which has an end where t has none.
  let [low, high] = [0, Math.PI / 2]
  for (let halving = 0; halving < 200 && low < high; halving++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if ((1 + withinAngle(middle, degrees)) / 2 < probability) low = middle
    else high = middle
  }
  return Math.sqrt(degrees) * Math.tan(low)
}

/** P(|T| < √ν·tan θ) for whole ν: the finite sums 26.7.3 and 26.7.4 of Abramowitz & Stegun. */
function withinAngle(angle: number, degrees: number): number {
  const odd = degrees % 2 === 1
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  if (degrees === 1) return (2 * angle) / Math.PI
  let term = odd ? cosine : 1
  let sum = term
  for (let step = odd ? 3 : 2; step <= degrees - 2; step += 2) {
    term *= ((step - 1) / step) * cosine ** 2
    sum += term
  }
  return odd ? (2 * (angle + sine * sum)) / Math.PI : sine * sum
}
