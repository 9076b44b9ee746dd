import { describe, expect, test } from 'vitest'
import { worstLoss } from '../../../src-contract/domain/ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'
import { paretoFront } from '../../../src-renderer/views/ranking/pareto'
import { asScore, drawn, rankOf, standings } from '../../../src-renderer/views/ranking/points'
import { seededRandom } from '../../helpers/seeded-random'

const scatter: RankingScatter = {
  index: Float64Array.of(3, 8, 9),
  architecture: null,
  accuracy: Float32Array.of(0.5, 0.25, 0),
  loss: Float32Array.of(1, 0.5, worstLoss),
  parameters: Float32Array.of(10, 20, 30),
  multiplyAdds: Float32Array.of(100, 200, 300),
  truth: { cifar10: Float32Array.of(90, 91, 91), cifar100: Float32Array.of(1, 2, 3), imagenet16: Float32Array.of(3, 2, 1) },
}

describe('columns of a ranking', () => {
  test('accuracies are percentages, and a loss that was not finite is not drawn', () => {
    expect([...drawn(scatter, 'accuracy')]).toEqual([50, 25, NaN])
    expect([...drawn(scatter, 'loss')]).toEqual([1, 0.5, NaN])
    expect([...asScore(drawn(scatter, 'loss'), 'loss')]).toEqual([-1, -0.5, NaN])
  })

  test('ranks count those that are better; equals share one, the worst come last', () => {
    expect([0, 1, 2].map((at) => rankOf(asScore(drawn(scatter, 'loss'), 'loss'), at))).toEqual([2, 1, 3])
    expect(rankOf([NaN, 1, NaN], 0)).toBe(2)
    expect(standings(scatter, 2)).toEqual([
      { id: 'accuracy', rank: 3 },
      { id: 'loss', rank: 3 },
      { id: 'cifar10', rank: 1 },
      { id: 'cifar100', rank: 1 },
      { id: 'imagenet16', rank: 3 },
    ])
    expect(standings({ ...scatter, truth: null }, 0).map(({ id }) => id)).toEqual(['accuracy', 'loss'])
  })
})

describe('the Pareto front', () => {
  test('is what no other architecture beats, as a comparison of all pairs finds it', () => {
    const random = seededRandom(11)
    for (let trial = 0; trial < 20; trial++) {
      const cost = Array.from({ length: 60 }, () => Math.floor(8 * random()))
      const score = Array.from({ length: 60 }, () => (random() < 0.1 ? NaN : Math.floor(8 * random())))
      const at = cost.map((_, position) => position)
      const beats = (a: number, b: number): boolean => {
        const [costs, scores] = [(cost[a] ?? 0) - (cost[b] ?? 0), (score[a] ?? 0) - (score[b] ?? 0)]
        return costs <= 0 && scores >= 0 && (costs < 0 || scores > 0 || a < b)
      }
      const slow = at.filter((b) => !Number.isNaN(score[b]) && !at.some((a) => a !== b && !Number.isNaN(score[a]) && beats(a, b)))
      expect(paretoFront(cost, score)).toEqual(slow.sort((a, b) => (cost[a] ?? 0) - (cost[b] ?? 0)))
    }
  })
})
