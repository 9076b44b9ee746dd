import { describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { SearchSpace } from '../../../src-contract/search-space/search-space'
import { random } from '../../../src-worker/random'
import { methods, samplers } from '../../../src-worker/strategy/registry'
import { stepPlanner } from '../../../src-worker/strategy/plan-step'
import { exampleConfig } from '../../helpers/history-records'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 4, cells: 1 }, 10)
const draw = (step: number, over: Pick<SearchSpace, 'choices'> = space, fixed: ReadonlyMap<number, number> = new Map()) =>
  methods.fairnas.draw({ ...space, ...over }, samplers.uniform, random('test', step), fixed)
const column = (subnets: readonly (readonly number[])[], choice: number) => subnets.map((architecture) => architecture[choice] ?? -1)
const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)

describe('the subnets of a FairNAS step', () => {
  it('use each operation of each choice exactly once', () => {
    for (let step = 0; step < 50; step++) {
      const subnets = draw(step)
      expect(subnets.length).toBe(5)
      for (let choice = 0; choice < 6; choice++) expect(sorted(column(subnets, choice))).toEqual([0, 1, 2, 3, 4])
    }
  })

  it('combine operations of two choices equally often', () => {
    const counts = new Map<string, number>()
    const steps = 2000
    for (let step = 0; step < steps; step++) for (const [a, b] of draw(step)) counts.set(`${a},${b}`, (counts.get(`${a},${b}`) ?? 0) + 1)
    expect(counts.size).toBe(25)
    // Mean 400, standard deviation 18.
    for (const count of counts.values()) expect(Math.abs(count - steps / 5)).toBeLessThan(90)
  })

  it('use on a narrower choice each operation once and repeat others without repetition', () => {
    const choice = (count: number) => ({ name: '', operations: Array.from({ length: count }, String) })
    for (let step = 0; step < 50; step++) {
      const subnets = draw(step, { choices: [choice(7), choice(6), choice(2)] })
      expect(subnets.length).toBe(7)
      expect(sorted(column(subnets, 0))).toEqual([0, 1, 2, 3, 4, 5, 6])
      expect(new Set(column(subnets, 1)).size).toBe(6)
      expect([3, 4]).toContain(column(subnets, 2).filter((operation) => operation === 0).length)
    }
  })

  it('share the operation of the split choice, which is the pool, and are permutations elsewhere', () => {
    const plan = stepPlanner({ ...exampleConfig, method: 'fairnas', rate: { id: 'cosine' }, momentum: { id: 'separated', splitChoice: 2 } }, space, 100)
    const pools = new Set<number>()
    for (let step = 0; step < 50; step++) {
      const { pool, subnets } = plan(0, step)
      const architectures = subnets.map(({ architecture }) => architecture)
      expect(new Set(column(architectures, 2))).toEqual(new Set([pool]))
      for (const choice of [0, 1, 3, 4, 5]) expect(sorted(column(architectures, choice))).toEqual([0, 1, 2, 3, 4])
      pools.add(pool)
    }
    expect(pools.size).toBe(5)
  })
})

describe('the rate of a FairNAS step', () => {
  const updateOf = (rate: typeof exampleConfig.rate) => stepPlanner({ ...exampleConfig, method: 'fairnas', rate, momentum: { id: 'shared' } }, space, 100)(0, 60)

  it('stays lr0 where it depends on complexity, and the loss of each subnet has the factor of its size', () => {
    const { rate, subnets } = updateOf({ id: 'calr', gammaMax: 4 })
    expect(rate).toBe(exampleConfig.optimizer.lr)
    const bySize = [...subnets].sort((a, b) => space.parameters(a.architecture) - space.parameters(b.architecture)).map(({ lossWeight }) => lossWeight)
    expect(bySize).toEqual([...bySize].sort((a, b) => a - b))
    expect(new Set(bySize).size).toBeGreaterThan(1)
    expect(updateOf({ id: 'fixed', gamma: 2 })).toMatchObject({ rate: exampleConfig.optimizer.lr, subnets: Array.from({ length: 5 }, () => ({ lossWeight: (1 - 0.6) ** 2 })) })
  })

  it('is that of the schedule otherwise, with whole losses', () => {
    expect(updateOf({ id: 'cosine' }).rate).toBeCloseTo((0.025 * (1 + Math.cos(0.6 * Math.PI))) / 2, 12)
    expect(updateOf({ id: 'constant' }).rate).toBe(0.025)
    for (const { lossWeight } of updateOf({ id: 'cosine' }).subnets) expect(lossWeight).toBe(1)
  })
})
