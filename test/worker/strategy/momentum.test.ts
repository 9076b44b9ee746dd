import { describe, expect, it } from 'vitest'
import type { MethodId } from '../../../src-contract/domain/choices'
import type { MomentumConfig, TrainConfig } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { momentumPolicy, resolveMomentum } from '../../../src-worker/strategy/momentum'
import { stepPlanner } from '../../../src-worker/strategy/plan-step'
import { exampleConfig } from '../../helpers/history-records'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 4, cells: 1 }, 10)
const random: MomentumConfig = { id: 'random-groups', splitChoice: 2 }
const steps = [...Array(400).keys()]
const planned = (momentum: MomentumConfig, method: MethodId = 'spos', more: Partial<TrainConfig> = {}) => {
  const plan = stepPlanner({ ...exampleConfig, method, momentum, ...more }, space, steps.length)
  return steps.map((step) => plan(more.stages === undefined ? 0 : 3, step))
}
const architectures = (updates: ReturnType<typeof planned>) => updates.map(({ subnets }) => subnets.map(({ architecture }) => architecture))

const separated: MomentumConfig = { id: 'separated', splitChoice: 2 }
const moreOf = (method: MethodId) => (method === 'fsnas' ? { stages: { choice: 0, only: null } } : {})

describe('momentum separation', () => {
  it('trains the subnets of shared momentum where a step trains one, each in the pool of its operation on the split choice', () => {
    for (const method of ['spos', 'fsnas'] as const) {
      const updates = planned(separated, method, moreOf(method))
      expect(architectures(updates)).toEqual(architectures(planned({ id: 'shared' }, method, moreOf(method))))
      expect(updates.map(({ pool }) => pool)).toEqual(updates.map(({ subnets }) => subnets[0]?.architecture[2]))
    }
  })

  it('with FairNAS has those of shared momentum but for the split choice, where all have the operation of the pool, each equally often', () => {
    const updates = planned(separated, 'fairnas')
    const asDrawn = architectures(planned({ id: 'shared' }, 'fairnas'))
    expect(architectures(updates)).toEqual(asDrawn.map((subnets, step) => subnets.map((subnet) => subnet.with(2, updates[step]?.pool ?? -1))))
    // Mean 80, standard deviation 8.
    for (let operation = 0; operation < 5; operation++) expect(Math.abs(updates.filter(({ pool }) => pool === operation).length - 80)).toBeLessThan(40)
  })
})

describe('random groups', () => {
  it('leave the subnets of each step as those of shared momentum, with every method', () => {
    for (const method of ['spos', 'fairnas', 'fsnas'] as const) {
      expect(architectures(planned(random, method, moreOf(method)))).toEqual(architectures(planned({ id: 'shared' }, method, moreOf(method))))
    }
  })

  it('put an architecture into the same one always, by run seed and architecture', () => {
    const poolOf = (seed: number, architecture: readonly number[], step: number) => momentumPolicy(random, seed).pool(space, [architecture], { stage: 0, step })
    const all = Array.from({ length: 15_625 }, (_, index) => space.fromIndex(index))
    const groups = all.map((architecture) => poolOf(7, architecture, 0))
    expect(all.slice(0, 500).map((architecture) => poolOf(7, architecture, 123))).toEqual(groups.slice(0, 500))
    for (let group = 0; group < 5; group++) {
      // Mean 3125, standard deviation 50.
      const members = all.filter((_, at) => groups[at] === group)
      expect(Math.abs(members.length - 3125)).toBeLessThan(250)
      // Unlike the groups of MS they have no operation in common: each is on a fifth of the members, on every choice.
      for (let choice = 0; choice < 6; choice++) {
        for (let operation = 0; operation < 5; operation++) {
          expect(Math.abs(members.filter((architecture) => architecture[choice] === operation).length / members.length - 0.2)).toBeLessThan(0.04)
        }
      }
    }
    const other = all.filter((architecture, at) => poolOf(8, architecture, 0) === groups[at]).length
    expect(Math.abs(other / all.length - 0.2)).toBeLessThan(0.02)
  })

  it('give a step that trains several subnets a pool of its own draw', () => {
    const pools = planned(random, 'fairnas').map(({ pool }) => pool)
    for (let group = 0; group < 5; group++) expect(Math.abs(pools.filter((pool) => pool === group).length - 80)).toBeLessThan(40)
    expect(planned(random, 'fairnas').map(({ pool }) => pool)).toEqual(pools)
    expect(planned(random, 'fairnas', { seed: exampleConfig.seed + 1 }).map(({ pool }) => pool)).not.toEqual(pools)
  })

  it('are as many as the split choice has operations, which is drawn as that of MS is', () => {
    const mobile = createSearchSpace({ id: 'mobilenet', width: 0.25, blocks: [2, 1, 1, 1, 1, 1], strides: [1, 1, 2, 2, 1, 2, 1] }, 10)
    const narrow = mobile.choices.findIndex(({ operations }) => operations.length === 6)
    for (const [splitChoice, groups] of [[narrow, 6], [mobile.choices.findIndex(({ operations }) => operations.length === 7), 7]] as const) {
      const policy = momentumPolicy({ id: 'random-groups', splitChoice }, 1)
      const seen = new Set(steps.map((step) => policy.pool(mobile, [mobile.choices.map(({ operations }, choice) => (step * (choice + 3)) % operations.length)], { stage: 0, step })))
      expect(Math.max(...seen)).toBe(groups - 1)
    }
    for (let seed = 0; seed < 20; seed++) {
      const splitOf = (id: 'separated' | 'random-groups') => resolveMomentum({ momentum: { id, splitChoice: null }, seed }, space)
      expect(splitOf('random-groups')).toEqual({ ...splitOf('separated'), id: 'random-groups' })
    }
  })
})
