/** MobileNet as a supernet: its weights and their names, and how momentum is separated over its layers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { resolveMomentum } from '../../../src-worker/strategy/momentum'
import { stepPlanner } from '../../../src-worker/strategy/plan-step'
import { createSupernet } from '../../../src-worker/supernet/supernet'
import { exampleConfig } from '../../helpers/history-records'

const space = spaceConfig({ space: 'mobilenet', width: 0.25, blocks: [2, 1, 1, 1, 1, 1], strides: [2, 2, 1, 1, 1, 1, 1] })
const own = createSearchSpace(space, 10)
const configOf = (change: Partial<TrainConfig>): TrainConfig => ({ ...exampleConfig, space, ...change })

describe('the supernet of MobileNet', () => {
  it('counts as parameters what its tensors hold, subnet by subnet', () => {
    const { layout } = createSupernet(space, 10)
    for (const operation of [0, 3, 5]) {
      const architecture = own.choices.map(() => operation)
      const held = [...own.used(architecture)].reduce((sum, name) => sum + (layout.entries.get(name)?.size ?? NaN), 0)
      expect(own.parameters(architecture)).toBe(held)
    }
  })

  it('draws its split choice from the layers that can be left out, and its pool from their operations', () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => resolveMomentum({ momentum: { id: 'separated', splitChoice: null }, seed }, own))
    const choices = new Set(drawn.map((momentum) => (momentum.id === 'separated' ? momentum.splitChoice : null)))
    expect([...choices].every((choice) => own.choices[choice ?? 0]?.operations.length === 7)).toBe(true)
    expect(choices.size).toBe(own.choices.filter(({ operations }) => operations.length === 7).length)
    const plan = stepPlanner(configOf({ momentum: { id: 'separated', splitChoice: 1 } }), own, 300)
    const updates = Array.from({ length: 300 }, (_, step) => plan(0, step))
    expect(new Set(updates.map(({ pool }) => pool)).size).toBe(7)
    expect(updates.every(({ pool, subnets }) => subnets[0]?.architecture[1] === pool)).toBe(true)
  })

  it('names the weights as the golden cases do', () => {
    const golden = readFileSync(join(import.meta.dirname, '../../../resources/golden/mobilenet-spos-cosine-shared.json'), 'utf8')
    for (const name of ['first.conv', 'stem.depthwise', 'stem.project', 'blocks.0.k3e3.expand', 'last.conv', 'classifier.bias']) {
      expect(golden).toContain(name)
      expect(own.weights.some((weight) => weight.name === name)).toBe(true)
    }
  })
})
