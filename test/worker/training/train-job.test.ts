import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { loadNewestCheckpoint } from '../../../src-worker/training/checkpoint-store'
import { recordingContext, rowsOf, smallTraining, train } from '../../helpers/training'

let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => rmSync(dirname(small.datasetFolder), { recursive: true }))

const withConfig = (more: Partial<TrainConfig>) => ({ ...small, config: { ...small.config, ...more } })

describe('training', () => {
  it('depends on the seed', async () => {
    const one = await train(small)
    const other = await train(withConfig({ seed: 8 }))
    expect(one.result.weightsSha256).not.toBe(other.result.weightsSha256)
  })

  it('draws the split choice once and keeps it in the checkpoint', async () => {
    const { folder } = await train(small)
    const stored = loadNewestCheckpoint(folder)?.checkpoint.config.momentum
    expect(stored).toEqual({ id: 'separated', splitChoice: expect.any(Number) as number })
  })

  it('has as many tensors after 200 steps as after 5', async () => {
    const count = async (steps: number) => {
      await train(withConfig({ length: { steps } }))
      return tf.memory().numTensors - constantCount()
    }
    expect(await count(200)).toBe(await count(5))
  })
})

describe('not a number', () => {
  it('stops the run before a checkpoint is spoilt', async () => {
    const parts = withConfig({ optimizer: { lr: 1e30, momentum: 0.9, weightDecay: 5e-4, clipNorm: 0 }, rate: { id: 'constant' } })
    const context = recordingContext()
    const failed = train(parts, { checkpoints: { minutes: 60, steps: 1 } }, context)
    await expect(failed).rejects.toMatchObject({ code: 'not-a-number' })
    for (const { loss } of rowsOf(context.events)) expect(Number.isFinite(loss)).toBe(true)
    for (const event of context.events) {
      if (event.kind !== 'checkpoint') continue
      const stored = loadNewestCheckpoint(dirname(dirname(event.checkpoint.path)))
      for (const { values } of stored?.checkpoint.tensors.values() ?? []) expect(values.every((value: number) => Number.isFinite(value))).toBe(true)
    }
  })
})
