import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { random } from '../../../src-worker/random'
import { partialSpearman, pearson, spearman } from '../../../src-worker/ranking/correlation'
import { countPairs, kendallTauB, kendallTauBWithin } from '../../../src-worker/ranking/kendall'
import { averageRanks } from '../../../src-worker/ranking/ranks'
import { bruteRanks, brutePearson, bruteTauB } from './brute-force'

interface GoldenRanking {
  readonly truth: number[]
  readonly score: number[]
  readonly kendall_tau_b: number
  readonly spearman: number
  readonly pearson: number
}

const golden = JSON.parse(readFileSync(new URL('../../../resources/golden/closed-form.json', import.meta.url), 'utf8')) as {
  readonly ranking: readonly GoldenRanking[]
}

/** Seeded lists of whole numbers below `values`: the fewer values, the more ties. */
function seededList(length: number, values: number, ...key: (number | string)[]): number[] {
  const generator = random('test-list', ...key)
  return Array.from({ length }, () => generator.integer(values))
}

describe('golden values', () => {
  it.each(golden.ranking.map((list) => ({ list, entries: list.truth.length })))('of $entries entries', ({ list }) => {
    expect(kendallTauB(list.score, list.truth)).toBeCloseTo(list.kendall_tau_b, 12)
    expect(spearman(list.score, list.truth)).toBeCloseTo(list.spearman, 12)
    expect(pearson(list.score, list.truth)).toBeCloseTo(list.pearson, 12)
  })
})

describe('against the O(n²) definitions', () => {
  const cases = [2, 3, 7, 31, 64, 65, 200].flatMap((length) => [2, 5, 1000].flatMap((values) => [0, 1, 2].map((seed) => ({ length, values, seed }))))

  it.each(cases)('$length entries of $values values, seed $seed', ({ length, values, seed }) => {
    const x = seededList(length, values, 'x', length, values, seed)
    const y = seededList(length, values, 'y', length, values, seed)
    const group = seededList(length, 4, 'group', length, values, seed)
    expect(kendallTauB(x, y) ?? 2).toBeCloseTo(bruteTauB(x, y) ?? 2, 12)
    expect(kendallTauBWithin(x, y, group) ?? 2).toBeCloseTo(bruteTauB(x, y, (i, j) => group[i] === group[j]) ?? 2, 12)
    expect([...averageRanks(x)]).toEqual(bruteRanks(x))
    if (new Set(x).size > 1 && new Set(y).size > 1) {
      expect(pearson(x, y)).toBeCloseTo(brutePearson(x, y), 12)
      expect(spearman(x, y)).toBeCloseTo(brutePearson(bruteRanks(x), bruteRanks(y)), 12)
    }
  })
})

describe('partial Spearman', () => {
  it('is its formula', () => {
    const [x, y, z] = ['x', 'y', 'z'].map((name) => seededList(100, 30, 'partial', name)) as [number[], number[], number[]]
    const r = (a: number[], b: number[]) => brutePearson(bruteRanks(a), bruteRanks(b))
    const expected = (r(x, y) - r(x, z) * r(y, z)) / Math.sqrt((1 - r(x, z) ** 2) * (1 - r(y, z) ** 2))
    expect(partialSpearman(x, y, z)).toBeCloseTo(expected, 12)
  })

  it('is undefined where the third list alone decides one of the others', () => {
    const x = seededList(500, 1000, 'decided')
    const y = seededList(500, 1000, 'free')
    expect(partialSpearman(x, y, x)).toBeNull()
    expect(partialSpearman(y, x.map((value) => -2 * value), x)).toBeNull()
  })
})

describe('undefined figures', () => {
  it('are null for constant lists, single entries and groups without a pair', () => {
    const constant = [0.1, 0.1, 0.1]
    for (const figure of [kendallTauB, spearman, pearson]) {
      expect(figure(constant, [1, 2, 3])).toBeNull()
      expect(figure([1, 2, 3], constant)).toBeNull()
      expect(figure([1], [1])).toBeNull()
    }
    expect(kendallTauBWithin([1, 2, 3], [1, 2, 3], [1, 2, 3])).toBeNull()
  })

  it('perfect and reversed orders give 1 and -1', () => {
    const x = Array.from({ length: 50 }, (_, i) => i)
    const reversed = x.toReversed()
    for (const figure of [kendallTauB, spearman, pearson]) {
      expect(figure(x, x)).toBeCloseTo(1, 14)
      expect(figure(x, reversed)).toBeCloseTo(-1, 14)
    }
    expect(countPairs(x, reversed)).toEqual({ balance: -1225, differInX: 1225, differInY: 1225 })
  })
})
