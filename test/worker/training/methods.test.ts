/** Methods that train more than one subnet in a step or more than one weight set: short trainings on real images. */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MomentumConfig, RateConfig, TrainConfig } from '../../../src-contract/domain/run'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { loadNewestCheckpoint } from '../../../src-worker/training/checkpoint-store'
import { encodeSafetensors } from '../../../src-worker/training/safetensors'
import { recordingContext, smallTraining, train } from '../../helpers/training'

let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => rmSync(dirname(small.datasetFolder), { recursive: true }))

const rates: readonly RateConfig[] = [{ id: 'cosine' }, { id: 'calr', gammaMax: 4 }]
const momenta: readonly MomentumConfig[] = [{ id: 'shared' }, { id: 'separated', splitChoice: null }]
const modes = rates.flatMap((rate) => momenta.map((momentum) => [rate, momentum] as const))

const partsOf = (more: Partial<TrainConfig>) => ({ ...small, config: { ...small.config, space: { id: 'nas-bench-201' as const, channels: 2, cells: 1 }, ...more } })
const tensors = () => tf.memory().numTensors - constantCount()
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The newest checkpoint without its tensors, and these as the bytes of their file: weights and momentum of every pool. */
function stateOf(folder: string) {
  const newest = loadNewestCheckpoint(folder)
  if (newest === null) throw new Error('The run left no checkpoint.')
  const { tensors: stored, ...facts } = newest.checkpoint
  return { facts, names: [...stored.keys()], bytes: Buffer.concat(encodeSafetensors(stored)) }
}

/** Stops at a step and goes on: the bits, the rows and the configuration of the run that was never stopped. */
async function expectSameAfterStop(parts: typeof small, whole: Awaited<ReturnType<typeof train>>, step: number) {
  const first = await train(parts, {}, recordingContext(step))
  expect(first.result).toMatchObject({ state: 'stopped', steps: step })
  const second = await train(parts, { folder: first.folder, resume: true })
  expect([...first.rows, ...second.rows]).toEqual(whole.rows)
  expect(second.result).toMatchObject({ state: 'finished', steps: whole.result.steps, weightsSha256: whole.result.weightsSha256, finalLoss: whole.result.finalLoss })
  expect(stateOf(second.folder)).toEqual(stateOf(whole.folder))
}

describe('FairNAS', () => {
  it.each(modes)('learns with %o and %o, and goes on after a stop with the same bits', { timeout: 30_000 }, async (rate, momentum) => {
    const before = tensors()
    const parts = partsOf({ method: 'fairnas', rate, momentum, length: { steps: 10 }, optimizer: { ...small.config.optimizer, clipNorm: 0 } })
    const whole = await train(parts)
    const losses = whole.rows.map(({ loss }) => loss)
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(mean(losses.slice(-3))).toBeLessThan(mean(losses.slice(0, 3)))
    await expectSameAfterStop(parts, whole, 5)
    expect(tensors()).toBe(before)
  })

  it('uses every weight from the first step on', async () => {
    const { folder } = await train(partsOf({ method: 'fairnas', momentum: { id: 'shared' }, length: { steps: 1 } }))
    const { facts, names } = stateOf(folder)
    expect(facts.seen.length).toBe(names.filter((name) => name.startsWith('weights/')).length)
  })
})
