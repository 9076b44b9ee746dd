import { beforeAll, describe, expect, it } from 'vitest'
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { compareArchitectures } from '../../../src-contract/search-space/search-space'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import type { GroundTruth } from '../../../src-contract/search-space/ground-truth'
import { loadGroundTruth } from '../../../src-worker/ranking/ground-truth'
import { resolveSubset } from '../../../src-worker/ranking/subset'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 4, cells: 1 }, 10)
let truth: GroundTruth | null

beforeAll(async () => {
  truth = await loadGroundTruth('nas-bench-201')
})

const indices = (subset: ArchitectureSubset, seed = 0, table = truth) => resolveSubset(subset, space, table, seed).map((architecture) => space.index(architecture) ?? NaN)

describe('subsets', () => {
  it('are in order of index', () => {
    expect(indices({ kind: 'all' })).toEqual(Array.from({ length: 15_625 }, (_, index) => index))
    expect(indices({ kind: 'paper-subset' })).toEqual(truth?.paperSubset)
    const list = [[3, 3, 3, 3, 3, 3], [0, 0, 0, 0, 0, 1], [3, 3, 3, 3, 3, 3]]
    expect(indices({ kind: 'list', source: 'file', architectures: list })).toEqual([1, 11_718])
  })

  it('at random are distinct, drawn from the seed, and reach the whole space', () => {
    const drawn = indices({ kind: 'random', count: 500 }, 7)
    expect(new Set(drawn).size).toBe(500)
    expect(drawn).toEqual(indices({ kind: 'random', count: 500 }, 7))
    expect(drawn).not.toEqual(indices({ kind: 'random', count: 500 }, 8))
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b))
    const mean = drawn.reduce((sum, index) => sum + index, 0) / 500
    expect(Math.abs(mean - 7812)).toBeLessThan(4 * (15_625 / Math.sqrt(12 * 500)))
    expect(indices({ kind: 'random', count: 15_625 })).toHaveLength(15_625)
  })

  it('that cannot be answered are refused', () => {
    expect(() => indices({ kind: 'random', count: 15_626 })).toThrow('has 15625 architectures')
    expect(() => indices({ kind: 'random', count: 0 })).toThrow('at least 1')
    expect(() => indices({ kind: 'random', count: 1.5 })).toThrow('whole number')
    expect(() => indices({ kind: 'list', source: 'empty.txt', architectures: [] })).toThrow('empty.txt')
    expect(() => indices({ kind: 'paper-subset' }, 0, null)).toThrow("paper's subset")
  })
})

describe('subsets of a space without indices', () => {
  const large = createSearchSpace(spaceConfig({ space: 'mobilenet', width: 0.1 }), 10)
  const drawn = (subset: ArchitectureSubset, seed = 0) => resolveSubset(subset, large, null, seed)

  it('at random are distinct, drawn from the seed, in order, and use every operation of every choice', () => {
    const found = drawn({ kind: 'random', count: 500 }, 7)
    expect(new Set(found.map((architecture) => architecture.join())).size).toBe(500)
    expect(found).toEqual(drawn({ kind: 'random', count: 500 }, 7))
    expect(found).not.toEqual(drawn({ kind: 'random', count: 500 }, 8))
    expect(found).toEqual(found.toSorted(compareArchitectures))
    for (const [choice, { operations }] of large.choices.entries()) {
      expect(new Set(found.map((architecture) => architecture[choice])).size).toBe(operations.length)
    }
  })

  it('as a list keep each architecture once, in order', () => {
    const [a, b] = [large.choices.map(() => 1), large.choices.map(() => 0)]
    expect(drawn({ kind: 'list', source: 'file', architectures: [a, b, a] })).toEqual([b, a])
  })

  it('that cannot be answered are refused', () => {
    expect(() => drawn({ kind: 'all' })).toThrow('too many to rank all; use random:N')
    expect(() => drawn({ kind: 'paper-subset' })).toThrow('not for MobileNet')
  })
})
