import { describe, expect, test } from 'vitest'
import { worstLoss } from '../../../src-contract/domain/ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'
import { paretoFront } from '../../../src-contract/search-figures'
import { asScore, drawn, placesOf, sizeBands } from '../../../src-renderer/views/ranking/points'
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
    expect([...asScore(drawn(scatter, 'loss'), 'low')]).toEqual([-1, -0.5, NaN])
  })

  test('a single score of a file is drawn as it is, and counts from its good end', () => {
    const imported: RankingScatter = { index: scatter.index, architecture: null, score: Float32Array.of(3, -1, 2), parameters: scatter.parameters, multiplyAdds: scatter.multiplyAdds, truth: null }
    expect([...drawn(imported, 'score')]).toEqual([3, -1, 2])
    expect([...placesOf(asScore(drawn(imported, 'score'), 'low'))]).toEqual([3, 1, 2])
    expect([...drawn(imported, 'loss')]).toEqual([])
  })

  test('places are counted from the best, ties go to the lower position, the worst come last', () => {
    expect([...placesOf(asScore(drawn(scatter, 'loss'), 'low'))]).toEqual([2, 1, 3])
    expect([...placesOf([NaN, 1, NaN, 2, 1])]).toEqual([4, 2, 5, 1, 3])
    expect([...placesOf(scatter.truth?.cifar10 ?? [])]).toEqual([3, 1, 2])
  })

  test('bands of size hold every architecture once, and never part equal sizes', () => {
    const sizes = [5, 1, 1, 1, 2, 2, 9, 9, 9, 9, 3]
    const bands = sizeBands(sizes, 5)
    expect(bands.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(sizes.map((_, at) => at))
    for (const { least, most, members } of bands) expect([Math.min(...members.map((at) => sizes[at] ?? 0)), Math.max(...members.map((at) => sizes[at] ?? 0))]).toEqual([least, most])
    expect(bands.map(({ least, most }) => [least, most])).toEqual([[1, 1], [2, 2], [3, 5], [9, 9]])
    expect(sizeBands([7, 7, 7], 5)).toEqual([{ least: 7, most: 7, members: [0, 1, 2] }])
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
