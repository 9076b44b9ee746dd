/** MobileNet on real images and TensorFlow: training, resuming and ranking, with every tensor given back. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { resolveMomentum } from '../../../src-worker/strategy/momentum'
import { stepPlanner } from '../../../src-worker/strategy/plan-step'
import { createSupernet } from '../../../src-worker/supernet/supernet'
import { tensorCount } from '../../../src-worker/tensor/tensors'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { recordingContext, smallTraining, train } from '../../helpers/training'

const space = spaceConfig({ space: 'mobilenet', width: 0.25, blocks: [2, 1, 1, 1, 1, 1], strides: [2, 2, 1, 1, 1, 1, 1] })
const own = createSearchSpace(space, 10)
const rates: readonly TrainConfig['rate'][] = [{ id: 'cosine' }, { id: 'calr', gammaMax: 4 }]
const momenta: readonly TrainConfig['momentum'][] = [{ id: 'shared' }, { id: 'separated', splitChoice: null }]
const cases = rates.flatMap((rate) => momenta.map((momentum) => ({ rate, momentum, name: `${rate.id}, ${momentum.id}` })))
let small: Awaited<ReturnType<typeof smallTraining>>

beforeAll(async () => {
  small = await smallTraining()
})

const counted = (): number => tensorCount() - constantCount()
const configOf = (change: Partial<TrainConfig>): TrainConfig => ({ ...small.config, space, optimizer: { ...small.config.optimizer, lr: 0.1 }, ...change })

describe.each(cases)('SPOS on MobileNet, $name', ({ rate, momentum }) => {
  it('learns, resumes bit for bit, ranks without truth, and leaks no tensor', async () => {
    const before = counted()
    // A few images, all in each batch: what is seen again and again is learnt in few steps, whichever subnet sees it.
    const few = configOf({ rate, momentum, batch: 20, trainImages: 20, augment: { flip: false, cropPadding: 0 }, length: { steps: 54 } })
    const { rows } = await train({ ...small, config: few })
    const loss = (part: readonly { readonly loss: number }[]): number => part.reduce((sum, row) => sum + row.loss, 0) / part.length
    expect(loss(rows.slice(-12))).toBeLessThan(loss(rows.slice(0, 12)) - 0.1)
    expect(counted()).toBe(before)

    const config = configOf({ rate, momentum, length: { steps: 14 } })
    const whole = await train({ ...small, config })
    const part = await train({ ...small, config }, {}, recordingContext(6))
    expect(part.result).toMatchObject({ state: 'stopped', steps: 6 })
    const rest = await train({ ...small, config }, { folder: part.folder, resume: true })
    expect(rest.result.weightsSha256).toBe(whole.result.weightsSha256)
    expect([...part.rows, ...rest.rows]).toEqual(whole.rows)

    const ranked = await runRankJob(
      {
        kind: 'rank', rankingId: 'r', runFolder: whole.folder, datasetFolder: small.datasetFolder, trainConfig: config,
        config: { runId: 'r1', subset: { kind: 'random', count: 6 }, images: 64, batch: 64, seed: 1 },
        checkpointStep: 14, scoredStep: 14, scored: [], secondsBefore: 0, estimateOnly: false,
      },
      recordingContext(),
    )
    expect(ranked.rows).toHaveLength(6)
    expect(ranked.summary).toMatchObject({ architectures: 6, liveGraphs: 6, figures: null })
    for (const row of ranked.rows ?? []) {
      expect(row).toMatchObject({ index: own.index(own.parse(row.architecture)), truth: null, parameters: own.parameters(own.parse(row.architecture)) })
      expect(row.loss).toBeGreaterThan(0)
    }
    expect(counted()).toBe(before)
  })
})

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
