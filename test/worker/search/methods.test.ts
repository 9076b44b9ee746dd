import { beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import type { GroundTruth } from '../../../src-contract/search-space/ground-truth'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { publishedBlocks, formStrides } from '../../../src-contract/search-space/mobilenet'
import { loadGroundTruth } from '../../../src-worker/ranking/ground-truth'
import { random } from '../../../src-worker/random'
import { mutate } from '../../../src-worker/search/breeding'
import { searchDomain } from '../../../src-worker/search/domain'
import { median } from '../../../src-worker/search/latency'
import { createPool } from '../../../src-worker/search/pool'
import { trainConfig } from '../ranking/rank-fixtures'
import { noLimits, settingsOf, steps } from './search-fixtures'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
const published: TrainConfig = { ...trainConfig, space: { id: 'nas-bench-201', channels: 16, cells: 5 }, imageSize: 32 }
let truth: GroundTruth

beforeAll(async () => {
  const loaded = await loadGroundTruth('nas-bench-201')
  if (loaded === null) throw new Error('no table')
  truth = loaded
})

const test100 = (architecture: readonly number[]): number => truth.test.cifar100[space.index(architecture) ?? -1] ?? NaN
const scored = ({ architecture }: { architecture: readonly number[] }) => ({ fitness: test100(architecture), cost: space.parameters(architecture) })

/** Evaluations until the first architecture within 0.3 points of the optimum. */
function evaluationsToGood(method: Parameters<typeof steps>[0], seed: number): number {
  let evaluations = 0
  let found = false
  steps(method, seed, (proposal) => {
    if (found) return 'stop'
    evaluations++
    found = test100(proposal.architecture) >= truth.optimum.cifar100 - 0.3
    return scored(proposal)
  })
  return found ? evaluations : Infinity
}

describe('evolution', () => {
  it('comes within 0.3 points of the optimum of CIFAR-100 in 300 evaluations, and in a tenth of what random search needs', () => {
    expect(truth.optimum.cifar100).toBe(73.51)
    const seeds = Array.from({ length: 20 }, (_, seed) => seed)
    const evolved = median(seeds.map((seed) => evaluationsToGood(settingsOf('evolution', { generations: 400 }), seed)))
    const drawn = median(seeds.map((seed) => evaluationsToGood(settingsOf('random', { evaluations: 15_625 }), seed)))
    console.log(`evaluations to within 0.3 of the optimum, median of ${seeds.length} seeds: evolution ${evolved}, random ${drawn}`)
    expect(evolved).toBeLessThanOrEqual(300)
    expect(evolved).toBeLessThanOrEqual(drawn / 10)
  })

  it('fills each generation, from the best so far: mutations and crossovers first, none twice', () => {
    const proposals = steps(settingsOf('evolution', { generations: 4 }), 1, scored)
    expect(proposals).toHaveLength(200)
    expect(new Set(proposals.map(({ architecture }) => architecture.join())).size).toBe(200)
    const [first, second] = [0, 1].map((generation) => proposals.filter((each) => each.generation === generation))
    expect(new Set(first?.map(({ origin }) => origin))).toEqual(new Set(['random']))
    expect(second?.filter(({ origin }) => origin === 'mutation')).toHaveLength(25)
    const parents = (first ?? []).toSorted((a, b) => test100(b.architecture) - test100(a.architecture)).slice(0, 10)
    for (const { architecture } of second?.filter(({ origin }) => origin === 'crossover') ?? []) {
      const ofTwo = parents.some((one) => parents.some((other) => architecture.every((operation, choice) => operation === one.architecture[choice] || operation === other.architecture[choice])))
      expect(ofTwo).toBe(true)
    }
  })

  it('draws each choice of a mutation anew with the given probability', () => {
    const generator = random('test', 0)
    const domain = searchDomain(space, 32, noLimits, space.choices.map(({ operations }) => [...operations.keys()]))
    const changed = Array.from({ length: 2000 }, () => mutate(createPool(domain, generator), generator, [1, 2, 3, 1, 2, 3], 0.1)).flat().filter((operation, at) => operation !== [1, 2, 3][at % 3])
    // A fifth of the draws gives the operation that was there.
    expect(changed.length / 12_000).toBeGreaterThan(0.07)
    expect(changed.length / 12_000).toBeLessThan(0.09)
  })

  it('never proposes an architecture over a limit, and gives equal proposals for equal seeds', () => {
    const limits = { ...noLimits, parameters: 500_000, multiplyAdds: 60_000_000 }
    const run = (seed: number) => steps(settingsOf('evolution'), seed, scored, limits, published)
    const proposals = run(5)
    expect(proposals.length).toBeGreaterThan(900)
    expect(Math.max(...proposals.map(({ architecture }) => space.parameters(architecture)))).toBeLessThanOrEqual(500_000)
    expect(Math.max(...proposals.map(({ architecture }) => space.multiplyAdds(architecture, 32)))).toBeLessThanOrEqual(60_000_000)
    expect(run(5)).toEqual(proposals)
    expect(run(6)).not.toEqual(proposals)
  })
})

describe('random and exhaustive search', () => {
  it('looks at each architecture of a space once, when asked for more than there are', () => {
    const proposals = steps(settingsOf('random', { evaluations: 20_000 }), 0, scored)
    expect(new Set(proposals.map(({ architecture }) => space.index(architecture))).size).toBe(15_625)
    expect(proposals).toHaveLength(15_625)
  })

  it('lists what keeps the limits, in order of index', () => {
    const indices = steps(settingsOf('exhaustive'), 0, scored, { ...noLimits, parameters: 73_000 }, published).map(({ architecture }) => space.index(architecture) ?? -1)
    const wanted = Array.from({ length: 15_625 }, (_, index) => index).filter((index) => space.parameters(space.fromIndex(index)) <= 73_000)
    expect(wanted.length).toBe(3 ** 6)
    expect(indices).toEqual(wanted)
  })

  it('refuses a limit that nothing keeps, and names the least there is', () => {
    expect(() => steps(settingsOf('random'), 0, scored, { ...noLimits, parameters: 72_000 }, published)).toThrow('Parameters: no architecture of NAS-Bench-201 has at most 72000; the least is 72752')
    const mobile: TrainConfig = { ...trainConfig, space: { id: 'mobilenet', width: 0.25, blocks: publishedBlocks, strides: formStrides.cifar }, imageSize: 32 }
    expect(() => steps(settingsOf('exhaustive'), 0, scored, noLimits, mobile)).toThrow('too many to score each')
  })

  it('finds architectures near the least of a space too large to be listed', () => {
    const mobile: TrainConfig = { ...trainConfig, space: { id: 'mobilenet', width: 0.25, blocks: publishedBlocks, strides: formStrides.cifar }, imageSize: 32 }
    const large = createSearchSpace(mobile.space, 10)
    const limit = Math.round(large.extremes.smallest * 1.02)
    const proposals = steps(settingsOf('random', { evaluations: 20 }), 0, ({ architecture }) => ({ fitness: 0, cost: large.parameters(architecture) }), { ...noLimits, parameters: limit }, mobile)
    expect(proposals).toHaveLength(20)
    expect(Math.max(...proposals.map(({ architecture }) => large.parameters(architecture)))).toBeLessThanOrEqual(limit)
  })

  it('goes towards cheaper architectures while all are too slow, and ends when none is fast enough', () => {
    const tooSlow = steps(settingsOf('random'), 0, () => null)
    expect(tooSlow).toHaveLength(100)
    const mean = (from: number) => tooSlow.slice(from, from + 10).reduce((sum, { architecture }) => sum + space.multiplyAdds(architecture, 16), 0)
    expect(mean(90)).toBeLessThan(mean(0) / 2)
    const fast = steps(settingsOf('random', { evaluations: 10 }), 0, ({ architecture }) => (space.parameters(architecture) < 100_000 ? { fitness: 0, cost: 0 } : null), noLimits, published)
    expect(fast.filter(({ architecture }) => space.parameters(architecture) < 100_000)).toHaveLength(10)
  })
})

describe('NSGA-II', () => {
  it('comes nearer to the true front than random search of the same length', () => {
    const all = Array.from({ length: 15_625 }, (_, index) => scored({ architecture: space.fromIndex(index) }))
    const best = new Map<number, number>()
    for (const { cost, fitness } of all) best.set(cost, Math.max(best.get(cost) ?? 0, fitness))
    /** Mean points that the best at or below each cost lacks. */
    const gap = (found: readonly { fitness: number; cost: number }[]): number => {
      const upTo = (list: readonly { fitness: number; cost: number }[], cost: number) => list.reduce((high, each) => (each.cost <= cost ? Math.max(high, each.fitness) : high), 0)
      const entries = [...best].map(([cost, fitness]) => ({ cost, fitness }))
      return entries.reduce((sum, { cost }) => sum + upTo(entries, cost) - upTo(found, cost), 0) / entries.length
    }
    const gaps = [0, 1, 2, 3, 4].map((seed) => ({
      nsga2: gap(steps(settingsOf('nsga2', { population: 50, generations: 10 }), seed, scored, noLimits, published).map(scored)),
      drawn: gap(steps(settingsOf('random', { evaluations: 500 }), seed, scored, noLimits, published).map(scored)),
    }))
    expect(median(gaps.map(({ nsga2 }) => nsga2))).toBeLessThan(median(gaps.map(({ drawn }) => drawn)) / 2)
  })
})
