import { describe, expect, it } from 'vitest'
import type { RankingRow } from '../../../src-contract/domain/ranking'
import { random } from '../../../src-worker/random'
import { rankingFigures, scoreOf } from '../../../src-worker/ranking/figures'
import { worstLoss } from '../../../src-contract/domain/ranking'
import { recordable } from '../../../src-worker/ranking/live-score'
import { cuts } from '../../../src-contract/domain/ranking'
import { bestRankAt, precisionAtBottom, precisionAtTop } from '../../../src-worker/ranking/precision'
import { at, bruteOrder } from './brute-force'

function seeded(length: number, values: number, name: string): number[] {
  const generator = random('test-figures', name, length)
  return Array.from({ length }, () => generator.integer(values))
}

describe('P@top, P@bottom and best rank', () => {
  it.each([1, 9, 100, 101, 327])('of %i architectures follow their definitions', (length) => {
    const score = seeded(length, 20, 'score')
    const truth = seeded(length, 50, 'truth')
    for (const cut of cuts) {
      const count = Math.ceil((Number(cut) * length) / 100)
      for (const [sign, figure] of [[1, precisionAtTop], [-1, precisionAtBottom]] as const) {
        const wanted = bruteOrder(truth, sign).slice(0, count)
        const hits = bruteOrder(score, sign).slice(0, count).filter((position) => wanted.includes(position))
        expect(figure(score, truth)[cut]).toBeCloseTo(hits.length / count, 14)
      }
      const ranks = bruteOrder(score, 1).slice(0, Number(cut)).map((position) => bruteOrder(truth, 1).indexOf(position) + 1)
      expect(bestRankAt(score, truth)[cut]).toBeCloseTo((100 * Math.min(...ranks)) / length, 12)
    }
  })

  it('rounds counts up: 1% of 327 is 4, of 300 exactly 3', () => {
    const order = (length: number) => Array.from({ length }, (_, i) => length - i)
    // One of the k best by score is not among the k best by truth.
    const swapped = (length: number, count: number) => order(length).map((value, i) => (i === count - 1 ? 0.5 : value))
    expect(precisionAtTop(swapped(327, 4), order(327))['1']).toBe(3 / 4)
    expect(precisionAtTop(swapped(300, 3), order(300))['1']).toBe(2 / 3)
  })

  it('breaks ties by lower index', () => {
    const truth = [4, 3, 2, 1]
    expect(precisionAtTop([0, 0, 0, 0], truth)['50']).toBe(1)
    expect(precisionAtBottom([0, 0, 0, 0], truth)['50']).toBe(0)
    expect(bestRankAt([0, 0, 0, 0], truth)['1']).toBe(25)
  })
})

describe('scores that are not finite', () => {
  const truth = [5, 4, 3, 2, 1, 0]
  const parameters = [1, 2, 1, 2, 1, 2]

  it('are the worst, tied with each other, and stay counted', () => {
    const broken = rankingFigures([6, 5, NaN, 4, Infinity, -Infinity], truth, parameters)
    const worst = rankingFigures([6, 5, -1, 4, -1, -1], truth, parameters)
    expect({ ...broken, pearson: null }).toEqual({ ...worst, pearson: null })
    expect(broken.pearson).toBe(rankingFigures([6, 5, 4, 4, 4, 4], truth, parameters).pearson)
  })

  it('give no correlation where all are broken', () => {
    const figures = rankingFigures([NaN, NaN, NaN, NaN, NaN, NaN], truth, parameters)
    expect(figures).toMatchObject({ kendallTau: null, spearman: null, pearson: null, complexityBias: null, tauWithinEqualParameters: null })
  })

  it('are recorded as a number that JSON keeps, and make the accuracy worthless too', () => {
    for (const loss of [NaN, Infinity, -Infinity]) {
      expect(JSON.parse(JSON.stringify(recordable({ accuracy: 0.9, loss })))).toEqual({ accuracy: 0, loss: worstLoss })
    }
    const row: RankingRow = { index: 0, architecture: '', parameters: 1, multiplyAdds: 1, accuracy: 0.9, loss: worstLoss, truth: null }
    expect(scoreOf.accuracy(row)).toBe(-Infinity)
    expect(scoreOf.loss(row)).toBe(-Infinity)
    expect(recordable({ accuracy: 0.5, loss: 1.5 })).toEqual({ accuracy: 0.5, loss: 1.5 })
  })
})

describe('complexity bias and τ within equal parameters', () => {
  const length = 600
  const parameters = seeded(length, 12, 'parameters')
  const noise = random('test-figures', 'noise', 0)
  const truth = parameters.map((value) => value + 4 * noise.uniform())
  const bias = (weight: number) => rankingFigures(truth.map((value, i) => value + 3 * noise.uniform() + weight * at(parameters, i)), truth, parameters)

  it('is near 0 for a noisy but fair score, negative where small subnets are favoured, positive where large ones are', () => {
    expect(Math.abs(bias(0).complexityBias ?? 1)).toBeLessThan(0.15)
    expect(bias(-0.5).complexityBias).toBeLessThan(-0.4)
    expect(bias(0.5).complexityBias).toBeGreaterThan(0.4)
  })

  it('favouring large subnets does not move τ within equal parameters', () => {
    const score = truth.map((value) => value + 3 * noise.uniform())
    const favouring = score.map((value, i) => value + 100 * at(parameters, i))
    const fair = rankingFigures(score, truth, parameters)
    expect(rankingFigures(favouring, truth, parameters).tauWithinEqualParameters).toBeCloseTo(fair.tauWithinEqualParameters ?? 2, 12)
    expect(rankingFigures(parameters, truth, parameters).tauWithinEqualParameters).toBeNull()
  })
})
