import { describe, expect, it } from 'vitest'
import { describeSample, meanInterval, tQuantile } from '../../../src-contract/study/statistics'

describe('quantiles of t', () => {
  // Two-sided tables as printed in textbooks; 1, 2 and 4 degrees have closed forms.
  it.each([
    [0.975, 1, 12.7062], [0.975, 2, 4.30265], [0.975, 3, 3.18245], [0.975, 4, 2.77645], [0.975, 5, 2.57058], [0.975, 9, 2.26216], [0.975, 10, 2.22814],
    [0.975, 29, 2.04523], [0.975, 30, 2.04227], [0.975, 120, 1.97993], [0.95, 2, 2.91999], [0.995, 2, 9.92484], [0.995, 7, 3.49948], [0.9995, 3, 12.924],
  ])('%f with %i degrees of freedom', (probability, degrees, expected) => {
    expect(tQuantile(probability, degrees)).toBeCloseTo(expected, expected > 10 ? 3 : 4)
  })

  it('are those of the closed forms, exact to twelve figures', () => {
    for (const p of [0.6, 0.75, 0.9, 0.975, 0.999]) {
      expect(tQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 11)
      expect(tQuantile(p, 2) / ((2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p))))).toBeCloseTo(1, 11)
    }
  })

  it('are odd about a half, and those of the normal distribution for many degrees', () => {
    expect(tQuantile(0.5, 7)).toBe(0)
    expect(tQuantile(0.1, 7)).toBe(-tQuantile(0.9, 7))
    expect(tQuantile(0.975, 100_001)).toBeCloseTo(1.959964, 4)
    expect(tQuantile(0.975, 100_000)).toBeCloseTo(1.959964, 4)
  })
})

describe('samples', () => {
  it('have a mean, and a deviation with n - 1', () => {
    expect(describeSample([])).toBeNull()
    expect(describeSample([3])).toEqual({ n: 1, mean: 3, std: null })
    const sample = describeSample([2, 4, 4, 4, 5, 5, 7, 9])
    expect(sample?.mean).toBe(5)
    expect(sample?.std).toBeCloseTo(Math.sqrt(32 / 7), 14)
  })

  it('have an interval by hand: 1, 2, 3 has the mean 2, the deviation 1, and 4.303 / √3 to either side', () => {
    const sample = describeSample([1, 2, 3])
    if (sample === null) throw new Error('there are values')
    const interval = meanInterval(sample, 0.95)
    expect(interval?.low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5)
    expect(interval?.high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5)
    expect(meanInterval({ n: 1, mean: 2, std: null }, 0.95)).toBeNull()
    expect(meanInterval({ n: 3, mean: 2, std: 0 }, 0.95)).toEqual({ low: 2, high: 2 })
  })
})
