/** D7: a run that is cut and resumed is the same run: weights, momentum of every pool, rows, split edge, and the images it reads. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inactiveIds, momentumIds } from '../../src-contract/domain/choices'
import type { MetricRow, TrainConfig } from '../../src-contract/domain/run'
import { recordBytes } from '../../src-contract/domain/dataset'
import { encodeSafetensors } from '../../src-worker/training/safetensors'
import { loadNewestCheckpoint, type Checkpoint } from '../../src-worker/training/checkpoint-store'
import { recordingContext, rowsOf, smallTraining, train } from '../helpers/training'
import { Campaign, trials, type Finding } from './harness'

/** Of 16 images: more than two epochs, so that cuts fall into each and at their borders. */
const steps = 18
const images = 100
const every = 5
const cuts = trials(1, 20)
let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => fs.rmSync(dirname(small.datasetFolder), { recursive: true }))

const rates: TrainConfig['rate'][] = [{ id: 'constant' }, { id: 'cosine' }, { id: 'fixed', gamma: 2 }, { id: 'calr', gammaMax: 4 }]
const modes = rates.flatMap((rate) => momentumIds.flatMap((momentum) => inactiveIds.map((inactive) => [rate, momentum, inactive] as const)))

/** All that a part of a run leaves: rows, offsets of the images read, and the newest checkpoint. */
interface Part {
  readonly rows: readonly MetricRow[]
  readonly reads: readonly number[]
  readonly folder: string
}

/** Trains from the start or, where a folder is given, goes on; a cut stops it in order or lets main die under it. */
async function runPart(parts: typeof small, more: { folder?: string; cut?: { step: number; dies: boolean } } = {}): Promise<Part> {
  const reads: number[] = []
  const { readSync } = fs
  Object.assign(fs, {
    readSync: (file: number, buffer: Buffer, offset: number, length: number, position?: number) => {
      // Other reads are of checkpoints, or check the whole file against its hash.
      if (position !== undefined && length === recordBytes(small.config.imageSize)) reads.push(position)
      return readSync(file, buffer, offset, length, position ?? null)
    },
  })
  syncBuiltinESMExports()
  const { cut } = more
  const context = recordingContext(cut?.dies === false ? cut.step : Infinity)
  const turn = context.turn.bind(context)
  let turns = 0
  const death = new Error('Main is gone.')
  context.turn = () => (++turns === cut?.step && cut.dies ? Promise.reject(death) : turn())
  const folder = more.folder ?? fs.mkdtempSync(`${parts.datasetFolder}-run-`)
  try {
    await train(parts, { folder, resume: more.folder !== undefined, checkpoints: { minutes: 60, steps: every } }, context)
  } catch (error) {
    if (error !== death) throw error
  } finally {
    Object.assign(fs, { readSync })
    syncBuiltinESMExports()
  }
  return { rows: rowsOf(context.events), reads, folder }
}

function newestOf({ folder }: Part): NonNullable<ReturnType<typeof loadNewestCheckpoint>> {
  const newest = loadNewestCheckpoint(folder)
  if (newest === null) throw new Error('The run left no checkpoint.')
  return newest
}

/** Weights and the momentum of every pool, as they stand in the file. */
const bytesOf = ({ tensors }: Checkpoint) => Buffer.concat(encodeSafetensors(tensors))

it(`D7: each mode of training, cut ${cuts} times and resumed, is the same run`, { timeout: 3_600_000 }, async () => {
  const campaign = new Campaign('D7')
  for (const [rate, momentum, inactive] of modes) {
    const config = { ...small.config, length: { steps }, trainImages: images, rate, inactive, momentum: momentum === 'shared' ? { id: 'shared' as const } : { id: momentum, splitChoice: null } }
    const parts = { ...small, config }
    const whole = await runPart(parts)
    const end = newestOf(whole)
    expect(whole.rows.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, step) => step))

    const cutAndResume = async (step: number, dies: boolean): Promise<Finding> => {
      const first = await runPart(parts, { cut: { step, dies } })
      const saved = loadNewestCheckpoint(first.folder)?.checkpoint.step ?? 0
      expect(saved).toBe(dies ? every * Math.floor((step - 1) / every) : step)
      const second = await runPart(parts, { folder: first.folder })

      expect([...first.rows.filter((row) => row.step < saved), ...second.rows]).toEqual(whole.rows)
      expect(first.reads).toEqual(whole.reads.slice(0, first.reads.length))
      expect(second.reads).toEqual(whole.reads.slice(-second.reads.length))
      const resumed = newestOf(second)
      expect(resumed.weightsSha256).toBe(end.weightsSha256)
      expect([...resumed.checkpoint.tensors.keys()]).toEqual([...end.checkpoint.tensors.keys()])
      expect(bytesOf(resumed.checkpoint).equals(bytesOf(end.checkpoint))).toBe(true)
      // Split edge, seen weights, length, and the rest of the configuration.
      expect({ ...resumed.checkpoint, tensors: null }).toEqual({ ...end.checkpoint, tensors: null })
      return { before: { saved }, after: resumed.weightsSha256, lost: 0 }
    }
    for (let cut = 0; cut < cuts; cut++) {
      const step = campaign.integer(1, steps - 1)
      const dies = campaign.random() < 0.5
      await campaign.fault(dies ? 'death' : 'stop', `${rate.id} ${momentum} ${inactive}, step ${step}`, () => cutAndResume(step, dies))
    }
  }
  campaign.end()
})
