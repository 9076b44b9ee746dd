/** Methods that train more than one subnet in a step or more than one weight set: short trainings on real images. */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MomentumConfig, RateConfig, TrainConfig } from '../../../src-contract/domain/run'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { loadNewestCheckpoint } from '../../../src-worker/training/checkpoint-store'
import { runEstimateJob } from '../../../src-worker/jobs/estimate-job'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { encodeSafetensors } from '../../../src-worker/training/safetensors'
import { recordingContext, smallTraining, train } from '../../helpers/training'
import { FakeContext, rankJob } from '../ranking/rank-fixtures'

let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => rmSync(dirname(small.datasetFolder), { recursive: true }))

const rates: readonly RateConfig[] = [{ id: 'cosine' }, { id: 'calr', gammaMax: 4 }]
const momenta: readonly MomentumConfig[] = [{ id: 'shared' }, { id: 'separated', splitChoice: null }, { id: 'random-groups', splitChoice: null }]
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

/** Ranks these architectures with the newest checkpoint of a run. */
async function ranked(parts: typeof small, folder: string, step: number, architectures: readonly (readonly number[])[], context = new FakeContext()) {
  const more = { runFolder: folder, datasetFolder: parts.datasetFolder, trainConfig: parts.config, checkpointStep: step }
  const { config, ...job } = rankJob({ kind: 'list', source: 'test', architectures }, more)
  return runRankJob({ ...job, config: { ...config, images: 32 } }, context)
}

describe('FairNAS', () => {
  it('uses every weight from the first step on', async () => {
    const { folder } = await train(partsOf({ method: 'fairnas', momentum: { id: 'shared' }, length: { steps: 1 } }))
    const { facts, names } = stateOf(folder)
    expect(facts.seen.length).toBe(names.filter((name) => name.startsWith('weights/')).length)
  })
})

describe('FSNAS', () => {
  const stageSteps = 8
  const fsnas = (more: Partial<TrainConfig> = {}) =>
    partsOf({ method: 'fsnas', stages: { choice: 0, only: null }, length: { steps: stageSteps }, optimizer: { ...small.config.optimizer, lr: 0.1 }, ...more })
  /** With each operation on edge 0, and the last with a dead edge 0, as the one before but for its sub-supernet. */
  const architectures = [[0, 3, 1, 1, 2, 3], [1, 3, 1, 1, 2, 3], [2, 3, 1, 1, 2, 3], [3, 3, 1, 1, 2, 3], [4, 3, 1, 1, 2, 3], [2, 1, 0, 3, 0, 1], [3, 1, 0, 3, 0, 1]]

  it.each(modes)('trains a sub-supernet for each operation with %o and %o, and goes on after a stop with the same bits', { timeout: 120_000 }, async (rate, momentum) => {
    const before = tensors()
    const parts = fsnas({ rate, momentum })
    const whole = await train(parts)
    expect(whole.rows.map(({ step, stage }) => [step, stage])).toEqual(Array.from({ length: 5 * stageSteps }, (_, step) => [step, Math.floor(step / stageSteps)]))
    const lossesAt = (from: number, to: number) => whole.rows.filter(({ step }) => step % stageSteps >= from && step % stageSteps < to).map(({ loss }) => loss)
    expect(lossesAt(0, stageSteps).every(Number.isFinite)).toBe(true)
    expect(mean(lossesAt(stageSteps - 3, stageSteps))).toBeLessThan(mean(lossesAt(0, 2)))
    // Each stage begins at lr0 and ends near 0, with momentum of its own.
    for (const { rate: first } of whole.rows.filter(({ step }) => step % stageSteps === 0)) expect(first).toBe(0.1)
    const { names, facts } = stateOf(whole.folder)
    expect(new Set(names.map((name) => name.split('/').slice(0, 2).join('/')))).toEqual(new Set(['stage0/weights', 'stage1/weights', 'stage2/weights', 'stage3/weights', 'stage4/momentum', 'stage4/weights']))
    if (facts.config.momentum.id !== 'shared') expect(facts.config.momentum.splitChoice).not.toBe(0)

    await expectSameAfterStop(parts, whole, 2 * stageSteps + 5)
    expect(tensors()).toBe(before)
    const result = await ranked(parts, whole.folder, 5 * stageSteps, architectures)
    expect(result.rows?.length).toBe(architectures.length)
    expect(tensors()).toBe(before)
  })

  it('is measured over steps of several stages, and leaves no tensor', async () => {
    const before = tensors()
    const job = { kind: 'estimate', datasetFolder: small.datasetFolder, config: fsnas({ momentum: { id: 'separated', splitChoice: null } }).config, seconds: 0 } as const
    const { measure } = await runEstimateJob(job, recordingContext())
    expect(measure?.secondsPerStep).toBeGreaterThan(0)
    expect(tensors()).toBe(before)
  })

  it('goes on after a stop between two stages', { timeout: 120_000 }, async () => {
    const parts = fsnas({ length: { steps: 3 } })
    const whole = await train(parts)
    for (const step of [2, 3, 4]) await expectSameAfterStop(parts, whole, step)
  })

  it('trains one stage without the others to the same bits, and ranks each architecture with its own', { timeout: 120_000 }, async () => {
    const whole = await train(fsnas())
    const alone = await train(fsnas({ stages: { choice: 0, only: 2 } }))
    expect(alone.rows.map(({ loss, complexity, pool }) => [loss, complexity, pool])).toEqual(whole.rows.filter(({ stage }) => stage === 2).map(({ loss, complexity, pool }) => [loss, complexity, pool]))
    const stored = (folder: string) => [...(loadNewestCheckpoint(folder)?.checkpoint.tensors ?? [])].filter(([name]) => name.startsWith('stage2/weights/'))
    expect(stored(alone.folder).length).toBeGreaterThan(0)
    expect(stored(alone.folder)).toEqual(stored(whole.folder))

    const ofStage = architectures.filter(([first]) => first === 2)
    const [fromWhole, fromAlone] = [await ranked(fsnas(), whole.folder, 5 * stageSteps, architectures), await ranked(fsnas({ stages: { choice: 0, only: 2 } }), alone.folder, stageSteps, ofStage)]
    const scores = ({ rows }: typeof fromWhole) => new Map(rows?.map(({ index, loss }) => [index, loss]))
    for (const [index, loss] of scores(fromAlone)) expect(scores(fromWhole).get(index)).toBe(loss)
    // Equal live graphs in two sub-supernets are two scores.
    expect(fromWhole.summary?.liveGraphs).toBe(architectures.length)
    const refused = ranked(fsnas({ stages: { choice: 0, only: 2 } }), alone.folder, stageSteps, architectures)
    await expect(refused).rejects.toMatchObject({ code: 'checkpoint-missing', message: expect.stringContaining('none, skip_connect, nor_conv_3x3, avg_pool_3x3 on edge 0') as string })
  })

  it('ranks while it trains what it has, and says what is not alike', { timeout: 120_000 }, async () => {
    const { folder } = await train(fsnas(), {}, recordingContext(stageSteps + 2))
    const step = stageSteps + 2
    await expect(ranked(fsnas(), folder, step, architectures)).rejects.toMatchObject({ message: expect.stringContaining('nor_conv_1x1, nor_conv_3x3, avg_pool_3x3') as string })
    const context = new FakeContext()
    const result = await ranked(fsnas(), folder, step, architectures.slice(0, 2), context)
    expect(result.rows?.length).toBe(2)
    expect(context.events.find(({ kind }) => kind === 'log')).toMatchObject({ level: 'warning', message: expect.stringContaining('2 to 8 steps') as string })
  })
})
