import { describe, expect, it } from 'vitest'
import { calrGamma, cosineFactor, decayFactor, stepsPerEpoch, totalStepsOf } from '../../src-contract/schedule'

describe('steps', () => {
  it.each([
    [25_000, 64, 391],
    [128, 64, 2],
    [130, 64, 3],
    [129, 64, 2],
    [65, 64, 1],
    [64, 64, 1],
    [10, 64, 1],
    [1, 64, 1],
    [0, 64, 0],
  ])('%i images in batches of %i: %i steps', (images, batch, steps) => {
    expect(stepsPerEpoch(images, batch)).toBe(steps)
  })

  it('of a run are epochs times steps per epoch, or as given', () => {
    expect(totalStepsOf({ epochs: 250 }, 25_000, 64)).toBe(97_750)
    expect(totalStepsOf({ steps: 17 }, 25_000, 64)).toBe(17)
  })
})

describe('rates', () => {
  const extremes = { smallest: 72_752, largest: 1_524_272 }

  it('γ falls from γmax at the smallest to 1/γmax at the largest subnet, linearly in ln C', () => {
    expect(calrGamma(extremes.smallest, extremes, 4)).toBeCloseTo(4, 12)
    expect(calrGamma(extremes.largest, extremes, 4)).toBeCloseTo(0.25, 12)
    expect(calrGamma(Math.sqrt(extremes.smallest * extremes.largest), extremes, 4)).toBeCloseTo((4 + 0.25) / 2, 12)
  })

  it('begin at 1 and end at 0', () => {
    expect(decayFactor(0, 100, 4)).toBe(1)
    expect(decayFactor(100, 100, 0.25)).toBe(0)
    expect(cosineFactor(0, 100)).toBe(1)
    expect(cosineFactor(50, 100)).toBeCloseTo(0.5, 14)
    expect(cosineFactor(100, 100)).toBeCloseTo(0, 14)
  })

  it('of smaller subnets fall faster', () => {
    const rate = (complexity: number) => decayFactor(50, 100, calrGamma(complexity, extremes, 4))
    expect(rate(72_752)).toBeLessThan(rate(583_472))
    expect(rate(583_472)).toBeLessThan(rate(1_524_272))
  })
})
