/** Architectures judged while a run trains: it changes no bit, comes once for each point, and is what a ranking says. */
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig, TrackingConfig } from '../../../src-contract/domain/run'
import type { TrackedTable } from '../../../src-contract/domain/tracking'
import type { JobEvent } from '../../../src-contract/worker-protocol'
import { runEstimateJob } from '../../../src-worker/jobs/estimate-job'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { recordingContext, smallTraining, train } from '../../helpers/training'
import { FakeContext, rankJob } from '../ranking/rank-fixtures'

let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => rmSync(dirname(small.datasetFolder), { recursive: true }))

const architectures = [[0, 3, 1, 1, 2, 3], [1, 3, 1, 1, 2, 3], [2, 3, 1, 1, 2, 3], [3, 3, 1, 1, 2, 3], [4, 3, 1, 1, 2, 3], [3, 1, 0, 3, 0, 1]]
const list: TrackingConfig = { every: 1, subset: { kind: 'list', source: 'test', architectures }, images: 32, batch: 16, seed: 0 }
// Five steps an epoch: points after 5, 10 and, at the end, 12.
const partsOf = (more: Partial<TrainConfig> = {}) => ({
  ...small,
  config: { ...small.config, space: { id: 'nas-bench-201' as const, channels: 2, cells: 1 }, trainImages: 80, length: { steps: 12 }, tracking: list, ...more },
})
const tensors = () => tf.memory().numTensors - constantCount()
const tablesOf = (events: readonly JobEvent[]): TrackedTable[] => events.flatMap((event) => (event.kind === 'tracked' ? event.tables : []))
const pointsOf = (events: readonly JobEvent[]) => tablesOf(events).map(({ point: { step, stage } }) => [step, stage])
/** What must be the same however a run came to its end. */
const untimed = (tables: readonly TrackedTable[]) => tables.map(({ point, rows }) => ({ point: { ...point, summary: { ...point.summary, seconds: 0 } }, rows }))

async function trained(parts: ReturnType<typeof partsOf>, more: Parameters<typeof train>[1] = {}, stopAfter = Infinity) {
  const context = recordingContext(stopAfter)
  const run = await train(parts, more, context)
  return { ...run, events: context.events, tables: tablesOf(context.events) }
}

describe('tracking', () => {
  it('changes no bit of the training, tells the figures at each point, and leaves no tensor', async () => {
    const without = await train({ ...small, config: { ...small.config, space: { id: 'nas-bench-201', channels: 2, cells: 1 }, trainImages: 80, length: { steps: 12 } } })
    const before = tensors()
    const { result, rows, events, tables } = await trained(partsOf())
    expect(tensors()).toBe(before)
    expect(result.weightsSha256).toBe(without.result.weightsSha256)
    expect(rows).toEqual(without.rows)
    expect(pointsOf(events)).toEqual([[5, null], [10, null], [12, null]])
    expect(tables.map(({ point }) => point.epoch)).toEqual([1, 2, 2.4])
    for (const { point, rows: judged } of tables) {
      expect(point.summary).toMatchObject({ architectures: 6, liveGraphs: 6, images: 32 })
      expect(judged.map(({ index }) => index)).toEqual(judged.map(({ index }) => index).toSorted((a, b) => (a ?? 0) - (b ?? 0)))
      expect(point.statistics.loss.mean).toBeCloseTo(judged.reduce((sum, { loss }) => sum + loss, 0) / 6, 12)
      expect(point.statistics.loss.greatest).toBe(Math.max(...judged.map(({ loss }) => loss)))
      expect(point.summary.figures?.cifar10.loss.kendallTau).toEqual(expect.any(Number))
    }
    expect(tables[0]?.rows).not.toEqual(tables[1]?.rows)
    // The metrics up to a point are told before it.
    const told = events.findIndex(({ kind }) => kind === 'tracked')
    expect(events.slice(0, told).flatMap((event) => (event.kind === 'metrics' ? event.rows : [])).length).toBe(5)
  })

  it('says at the end what a ranking of the same architectures says', async () => {
    const { tables, folder } = await trained(partsOf())
    const job = rankJob({ kind: 'list', source: 'test', architectures }, { runFolder: folder, datasetFolder: small.datasetFolder, trainConfig: partsOf().config, checkpointStep: 12 })
    const { rows, summary } = await runRankJob({ ...job, config: { ...job.config, images: 32, batch: 16 } }, new FakeContext())
    expect(tables.at(-1)?.rows).toEqual(rows)
    expect(tables.at(-1)?.point.summary).toMatchObject({ figures: summary?.figures, top1: summary?.top1 })
  })

  it('has each point once, wherever a run is stopped', { timeout: 120_000 }, async () => {
    const whole = await trained(partsOf())
    const turns = 12 + 3 * architectures.length * 2
    for (let stopAfter = 1; stopAfter < turns; stopAfter += 3) {
      const first = await trained(partsOf(), { checkpoints: { minutes: 60, steps: 3 } }, stopAfter)
      expect(first.result.state).toBe('stopped')
      const at = first.result.steps
      const tracked = first.tables.map(({ point }) => point.step)
      const second = await trained(partsOf(), { folder: first.folder, resume: true, tracked })
      expect(untimed([...first.tables, ...second.tables])).toEqual(untimed(whole.tables))
      expect(second.result).toMatchObject({ state: 'finished', steps: 12, weightsSha256: whole.result.weightsSha256 })
      expect(second.events.find(({ kind }) => kind === 'started')).toMatchObject({ step: at })
    }
  })

  it('judges anew what a resume goes back behind', async () => {
    const whole = await trained(partsOf())
    const { folder } = await trained(partsOf(), { checkpoints: { minutes: 60, steps: 4 } })
    rmSync(join(folder, 'checkpoints', '12'), { recursive: true })
    const again = await trained(partsOf(), { folder, resume: true, tracked: [5, 10, 12] })
    expect(again.events.find(({ kind }) => kind === 'started')).toMatchObject({ step: 8 })
    expect(untimed(again.tables)).toEqual(untimed(whole.tables.filter(({ point }) => point.step > 8)))
  })

  it('judges in a run of sub-supernets those of the one in training, and all of them at the end', { timeout: 120_000 }, async () => {
    const fsnas = (more: Partial<TrainConfig> = {}) => partsOf({ method: 'fsnas', stages: { choice: 0, only: null }, length: { steps: 7 }, ...more })
    const before = tensors()
    const whole = await trained(fsnas())
    expect(pointsOf(whole.events)).toEqual([[5, 0], [7, 0], [12, 1], [14, 1], [19, 2], [21, 2], [26, 3], [28, 3], [33, 4], [35, 4], [35, null]])
    expect(whole.tables.map(({ point }) => point.summary.architectures)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 6])
    expect(whole.tables.map(({ point }) => point.epoch)).toEqual([1, 1.4, 1, 1.4, 1, 1.4, 1, 1.4, 1, 1.4, 1.4])
    // Each of the whole has the score that it had at the end of its own sub-supernet.
    const ends = whole.tables.filter(({ point }) => point.stage !== null && point.epoch === 1.4).flatMap(({ rows }) => rows)
    expect(whole.tables.at(-1)?.rows).toEqual(ends.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)))
    // Within a stage, at its end (while it is judged), and after the last step.
    for (const stopAfter of [6, 12, 15, 40, 60, 75]) {
      const first = await trained(fsnas(), {}, stopAfter)
      const second = await trained(fsnas(), { folder: first.folder, resume: true, tracked: first.tables.map(({ point }) => point.step) })
      expect(untimed([...first.tables, ...second.tables])).toEqual(untimed(whole.tables))
      expect(second.result.weightsSha256).toBe(whole.result.weightsSha256)
    }
    const alone = await trained(fsnas({ stages: { choice: 0, only: 3 } }))
    expect(pointsOf(alone.events)).toEqual([[5, null], [7, null]])
    expect(alone.tables[1]?.rows).toEqual(whole.tables[7]?.rows)
    expect(tensors()).toBe(before)
    const none = { ...list, subset: { kind: 'list', source: 'test', architectures: [[0, 0, 0, 0, 0, 0]] } } as const
    await expect(trained(fsnas({ stages: { choice: 0, only: 3 }, tracking: none }))).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('None of the tracked architectures') as string })
  })

  it('says what it can of a space without true accuracies', async () => {
    const space = { id: 'mobilenet', width: 0.1, blocks: [2, 1, 1, 1, 1, 1], strides: [1, 1, 2, 2, 1, 2, 1] } as const
    const { tables } = await trained(partsOf({ space, length: { steps: 5 }, tracking: { ...list, subset: { kind: 'random', count: 5 } }, momentum: { id: 'shared' } }))
    expect(tables.map(({ point }) => point.summary.figures)).toEqual([null])
    const { loss, accuracy } = tables[0]?.point.statistics ?? {}
    expect(loss?.rhoParameters).toEqual(expect.any(Number))
    expect(accuracy?.mean).toBeGreaterThanOrEqual(0)
    expect(new Set(tables[0]?.rows.map(({ architecture }) => architecture)).size).toBe(5)
  })

  it('is timed by an estimate: all points that are to come', async () => {
    const before = tensors()
    const { measure } = await runEstimateJob({ kind: 'estimate', datasetFolder: small.datasetFolder, config: partsOf().config, seconds: 0 }, recordingContext())
    const one = await runEstimateJob({ kind: 'estimate', datasetFolder: small.datasetFolder, config: partsOf({ tracking: { ...list, every: 100 } }).config, seconds: 0 }, recordingContext())
    expect(measure?.trackingSeconds).toBeGreaterThan(0)
    expect((measure?.trackingSeconds ?? 0) / (one.measure?.trackingSeconds ?? NaN)).toBeGreaterThan(1)
    expect(tensors()).toBe(before)
  })

  it('counts what is still to be judged in the time that is left', async () => {
    const { events } = await trained(partsOf())
    const progress = events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []))
    expect(progress.filter(({ phase }) => phase === 'Tracking').length).toBeGreaterThan(0)
    expect(progress.at(-1)).toMatchObject({ phase: 'Training', done: 12, total: 12, secondsLeft: 0 })
    const left = progress.find(({ phase, done }) => phase === 'Training' && done === 5)?.secondsLeft ?? 0
    expect(left).toBeGreaterThan(0)
  })
})
