import { beforeAll, describe, expect, it } from 'vitest'
import { truthIds } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { paperSubsetSize, parseGroundTruth, type GroundTruth } from '../../../src-contract/search-space/ground-truth'
import { loadGroundTruth } from '../../../src-worker/ranking/ground-truth'
import { rankingRows, rankingSummary } from '../../../src-worker/ranking/summary'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
let truth: GroundTruth

beforeAll(async () => {
  const loaded = await loadGroundTruth('nas-bench-201')
  if (loaded === null) throw new Error('NAS-Bench-201 has a table')
  truth = loaded
})

/** Figures of the floors; accuracy and loss are only there to fill the rows. */
function summaryOf(indices: readonly number[]) {
  const architectures = indices.map((index) => space.fromIndex(index))
  const keys = new Set(architectures.map((architecture) => space.liveKey(architecture)))
  const scores = new Map([...keys].map((key, position) => [key, { accuracy: 0.5, loss: position }]))
  const rows = rankingRows(space, architectures, scores, 32, truth)
  return rankingSummary(rows, truth, { liveGraphs: keys.size, images: 1, seconds: 0 })
}

describe('the bundled table', () => {
  it('has all architectures, the published subset and the known optimum', () => {
    expect(truth.architectures).toBe(15_625)
    expect(truth.paperSubset).toHaveLength(paperSubsetSize)
    expect(truth.optimum).toEqual({ cifar10: 94.37, cifar100: 73.51, imagenet16: 47.31 })
    expect(truth.valid.cifar10[0]).toBe(9.71)
    expect(truth.test.imagenet16[0]).toBe(0.83)
  })

  it('gives the published floors on the subset and on all, with 231 and 9,445 live graphs', () => {
    const expected = {
      subset: { cifar10: 0.637, cifar100: 0.634, imagenet16: 0.584 },
      all: { cifar10: 0.578, cifar100: 0.553, imagenet16: 0.52 },
    }
    const subset = summaryOf(truth.paperSubset)
    const all = summaryOf(Array.from({ length: 15_625 }, (_, index) => index))
    expect([subset.liveGraphs, all.liveGraphs]).toEqual([231, 9445])
    for (const id of truthIds) {
      for (const floor of ['parameters', 'multiplyAdds'] as const) {
        expect(subset.figures?.[id][floor].kendallTau?.toFixed(3)).toBe(expected.subset[id].toFixed(3))
        expect(all.figures?.[id][floor].kendallTau?.toFixed(3)).toBe(expected.all[id].toFixed(3))
      }
      expect(all.figures?.[id].accuracy.kendallTau).toBeNull()
    }
  })

  it('takes well under a second per figure over all architectures', () => {
    const indices = Array.from({ length: 15_625 }, (_, index) => index)
    const started = performance.now()
    summaryOf(indices)
    // 4 scores x 3 truths of 8 figures each, with the rows.
    expect(performance.now() - started).toBeLessThan(12_000)
  })
})

describe('a damaged table', () => {
  const header = 'index,cifar10_valid,cifar10_test,cifar100_valid,cifar100_test,imagenet16_valid,imagenet16_test,paper_subset'
  const row = (index: number) => `${index},1,2,3,4,5,6,0`
  const parse = (...lines: string[]) => parseGroundTruth(`${lines.join('\n')}\n`, 'table', 2)

  it('is read when whole', () => {
    expect(parse(header, row(0), '1,1,2.5,3,4,5,6,1')).toMatchObject({ paperSubset: [1], optimum: { cifar10: 2.5, cifar100: 4, imagenet16: 6 } })
  })

  it.each([
    ['another header', ['index', row(0), row(1)], 'line 1'],
    ['a missing row', [header, row(0)], 'line 2'],
    ['rows out of order', [header, row(1), row(0)], 'line 2'],
    ['a missing value', [header, row(0), '1,1,2,3,4,5,0'], 'line 3'],
    ['an accuracy above 100', [header, row(0), '1,1,200,3,4,5,6,0'], 'line 3: cifar10_test'],
    ['an empty value', [header, row(0), '1,,2,3,4,5,6,0'], 'line 3: cifar10_valid'],
    ['another flag', [header, row(0), '1,1,2,3,4,5,6,yes'], 'line 3: paper_subset'],
  ])('%s: names the line', (_name, lines, place) => {
    expect(() => parse(...lines)).toThrow(StudioError)
    expect(() => parse(...lines)).toThrow(place)
  })
})
