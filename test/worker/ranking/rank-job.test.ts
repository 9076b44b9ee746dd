import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RankJob } from '../../../src-contract/worker-protocol'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { ready, tensorCount } from '../../../src-worker/tensor/tensors'
import { FakeContext, rankJob, trainConfig } from './rank-fixtures'
import { writeCheckpoint, writeDataset } from './run-on-disk'

let home = ''
let before = 0

const tensors = () => tensorCount() - constantCount()

function job(changes: Partial<RankJob> = {}): RankJob {
  const subset = { kind: 'random', count: 12 } as const
  return rankJob(subset, { runFolder: join(home, 'run'), datasetFolder: join(home, 'dataset'), ...changes })
}

beforeAll(async () => {
  await ready()
  home = mkdtempSync(join(tmpdir(), 'rank-job-'))
  writeDataset(join(home, 'dataset'))
  writeCheckpoint(join(home, 'run'), 5, 0)
  writeCheckpoint(join(home, 'run'), 10, 1)
  before = tensors()
})

// Whatever a test did, nothing may stay on the device.
afterEach(() => {
  expect(tensors()).toBe(before)
})

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

describe('the rank job', () => {
  it('ranks with the newest checkpoint on a prefix of the valid images', async () => {
    const result = await runRankJob(job(), new FakeContext())
    expect(result).toMatchObject({ state: 'finished', checkpointStep: 10 })
    expect(result.summary).toMatchObject({ architectures: 12, images: 100 })
    expect(result.summary?.figures?.cifar10.loss.kendallTau).not.toBeNull()
    expect(new Set(result.rows?.map(({ loss }) => loss)).size).toBeGreaterThan(8)
  })

  it('gives equal tables for equal seeds, and every score depends on images and batches', async () => {
    const first = await runRankJob(job(), new FakeContext())
    expect((await runRankJob(job(), new FakeContext())).rows).toEqual(first.rows)
    const inBatches = await runRankJob(job({ config: { ...job().config, batch: 32 } }), new FakeContext())
    expect(inBatches.summary?.images).toBe(96)
    expect(inBatches.rows?.map(({ loss }) => loss)).not.toEqual(first.rows?.map(({ loss }) => loss))
  })

  it('stops with what it has and goes on from there to the same table', async () => {
    const whole = await runRankJob(job(), new FakeContext())
    const context = new FakeContext()
    context.onTurn = () => (context.stopRequested = context.turns > 5)
    expect(await runRankJob(job(), context)).toMatchObject({ state: 'stopped', rows: null })
    expect(context.scores()).toHaveLength(5)
    const rest = new FakeContext()
    const resumed = await runRankJob(job({ scored: context.scores() }), rest)
    expect(rest.scores()).toHaveLength((whole.summary?.liveGraphs ?? 0) - 5)
    expect(resumed.rows).toEqual(whole.rows)
  })

  it('keeps to the checkpoint it is told, though the run was trained on since', async () => {
    const run = join(home, 'trained-on')
    writeCheckpoint(run, 10, 1)
    writeCheckpoint(run, 20, 2)
    const whole = await runRankJob(job(), new FakeContext())
    const context = new FakeContext()
    const result = await runRankJob(job({ runFolder: run, secondsBefore: 100 }), context)
    expect(context.events.find(({ kind }) => kind === 'weights')).toEqual({ kind: 'weights', step: 10 })
    expect(result).toMatchObject({ checkpointStep: 10, rows: whole.rows, summary: { seconds: 100 } })
  })

  it('begins anew when the checkpoint of its first scores is gone', async () => {
    const run = join(home, 'rotated')
    writeCheckpoint(run, 20, 2)
    const context = new FakeContext()
    const whole = await runRankJob(job({ runFolder: run, checkpointStep: 20 }), context)
    const scored = context.scores().map((score) => ({ ...score, loss: 0, accuracy: 1 }))
    const anew = new FakeContext()
    const result = await runRankJob(job({ runFolder: run, checkpointStep: 10, scored }), anew)
    expect(anew.events.filter(({ kind }) => kind === 'weights')).toEqual([{ kind: 'weights', step: 20 }])
    expect(anew.events.find(({ kind }) => kind === 'log')).toMatchObject({ level: 'warning', message: expect.stringContaining('begins anew') as string })
    expect(result).toMatchObject({ checkpointStep: 20, rows: whole.rows })
  })

  it('passes over a damaged checkpoint with a warning', async () => {
    const run = join(home, 'damaged')
    writeCheckpoint(run, 5, 0)
    writeCheckpoint(run, 10, 1)
    writeFileSync(join(run, 'checkpoints', '10', 'state.safetensors'), 'cut off')
    const context = new FakeContext()
    const result = await runRankJob(job({ runFolder: run }), context)
    expect(result.checkpointStep).toBe(5)
    expect(context.events.find(({ kind }) => kind === 'log')).toMatchObject({ level: 'warning' })
    // Once more: the scores are of the one that took its place, and stay.
    const again = new FakeContext()
    const resumed = await runRankJob(job({ runFolder: run, scoredStep: 5, scored: context.scores() }), again)
    expect(again.scores()).toEqual([])
    expect(again.events.findLast(({ kind }) => kind === 'log')).toMatchObject({ message: expect.stringContaining('goes on with that of step 5') as string })
    expect(resumed.rows).toEqual(result.rows)
  })
})

describe('a rank job that cannot be', () => {
  const failure = async (changes: Partial<RankJob>) => {
    const error: unknown = await runRankJob(job(changes), new FakeContext()).then(() => null, (reason: unknown) => reason)
    return error
  }

  it('says that the run has no checkpoint yet', async () => {
    expect(await failure({ runFolder: join(home, 'nowhere') })).toMatchObject({ code: 'checkpoint-missing' })
  })

  it('refuses another data set', async () => {
    expect(await failure({ trainConfig: { ...trainConfig, datasetFingerprint: 'other' } })).toMatchObject({ code: 'dataset-changed' })
    expect(await failure({ datasetFolder: join(home, 'nowhere') })).toMatchObject({ code: 'dataset-changed' })
  })

  it('refuses a checkpoint of another space and too large a subset', async () => {
    const space = { ...trainConfig.space, channels: 8 }
    expect(await failure({ trainConfig: { ...trainConfig, space } })).toMatchObject({ code: 'checkpoint-invalid' })
    expect(await failure({ config: { ...job().config, subset: { kind: 'random', count: 20_000 } } })).toMatchObject({ code: 'bad-argument' })
  })

  it('refuses no images at all', async () => {
    expect(await failure({ config: { ...job().config, images: 0 } })).toMatchObject({ code: 'dataset-too-small' })
  })
})
