import { describe, expect, it } from 'vitest'
import type { Trained } from '../../../src-main/cli/quickstart/report'
import { belowFloor } from '../../../src-main/cli/quickstart/report'
import { describe as describeProgress } from '../../../src-main/cli/output/progress-view'

describe('progress', () => {
  const progress = { phase: 'Ranking', done: 3, total: 9, unit: 'live graphs', secondsLeft: 65 }
  it('is told in words', () => {
    expect(describeProgress({ ...progress, figures: { loss: 1.8321, imagesPerSecond: 532.7, estimateSeconds: 214.4 } })).toBe(
      'Ranking 3/9 live graphs, 1 min 05 s left, loss 1.832, 533 images/s, about 3 min 34 s in all',
    )
    expect(describeProgress({ ...progress, secondsLeft: null, figures: { filesPerSecond: 9.876 } })).toBe('Ranking 3/9 live graphs, 9.88 files/s')
  })
})

describe('the quickstart', () => {
  const supernet = (accuracy: number, loss: number) => {
    const tau = (kendallTau: number) => ({ kendallTau })
    return { ranking: { figures: { cifar10: { accuracy: tau(accuracy), loss: tau(loss), parameters: tau(0.637) } } } } as unknown as Trained
  }
  it('says when no supernet orders better than counting parameters', () => {
    expect(belowFloor([supernet(0.3, 0.5), supernet(0.4, 0.636)])).toContain('τ 0.637')
    expect(belowFloor([supernet(0.3, 0.5), supernet(0.4, 0.637)])).toBeNull()
    expect(belowFloor([])).toBeNull()
  })
})
