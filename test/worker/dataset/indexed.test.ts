import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { openIndex } from '../../../src-worker/dataset/indexed/indexed-dataset'
import { openDataset } from '../../../src-worker/dataset/open-dataset'
import { readMeta } from '../../../src-worker/dataset/packed-dataset'
import { pngChunk, pngHeader, pngOf } from '../../helpers/dataset-images'
import { quietContext } from '../../helpers/job-context'
import { imported, photographs, streamedConfig } from '../../helpers/photographs'
import { recordingContext, train } from '../../helpers/training'

let source: string
let set: { dataset: DatasetRecord; datasetFolder: string }
const folders: string[] = []
beforeAll(async () => {
  source = await photographs(60)
  set = await imported(source)
  folders.push(source, dirname(set.datasetFolder))
})
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const config = (more: Partial<TrainConfig> = {}) => streamedConfig(set.dataset, more)
const withDecoders = (decoders: number) => config({ runtime: { ...config().runtime, decoders } })
const filesOf = (root: string) => readdirSync(join(root, 'train'), { recursive: true }).map((name) => join(root, 'train', String(name))).filter((path) => path.endsWith('.jpg')).sort()

/** Copies of some batches, so that they outlive each other. */
async function batches(steps: readonly number[], run: TrainConfig, context = recordingContext()) {
  const opened = openDataset(set.datasetFolder, run, context)
  const next = opened.trainBatches()
  const taken: { pixels: Float32Array; labels: Int32Array }[] = []
  try {
    for (const step of steps) {
      const { pixels, labels } = await next(0, step)
      taken.push({ pixels: Float32Array.from(pixels), labels })
    }
  } finally {
    await opened.close()
  }
  return taken
}

describe('architectures tracked on an indexed set', () => {
  const tracking = { every: 1, subset: { kind: 'random', count: 3 }, images: 20, batch: 8, seed: 0 } as const
  const tracked = async (run: TrainConfig, more: Parameters<typeof train>[1] = {}, stopAfter = Infinity) => {
    const context = recordingContext(stopAfter)
    const { result, folder } = await train({ datasetFolder: set.datasetFolder, config: run }, more, context)
    return { result, folder, tables: context.events.flatMap((event) => (event.kind === 'tracked' ? event.tables : [])) }
  }
  const scores = ({ tables }: Awaited<ReturnType<typeof tracked>>) => tables.map(({ point, rows }) => [point.step, point.summary.images, rows.map(({ index, loss, accuracy }) => [index, loss, accuracy])])

  it('change no bit of the training, for any number of decoders, and go on after a stop', { timeout: 60_000 }, async () => {
    const without = await train({ datasetFolder: set.datasetFolder, config: config() })
    const whole = await tracked(config({ tracking }))
    expect(whole.result.weightsSha256).toBe(without.result.weightsSha256)
    expect(whole.tables.length).toBeGreaterThan(1)
    expect(whole.tables[0]?.point.summary.images).toBe(16)
    const two = await tracked({ ...withDecoders(2), tracking })
    expect(scores(two)).toEqual(scores(whole))
    // While the held-out images are decoded, and within a point.
    for (const stopAfter of [3, 8, 12]) {
      const first = await tracked(config({ tracking }), {}, stopAfter)
      const second = await tracked(config({ tracking }), { folder: first.folder, resume: true, tracked: first.tables.map(({ point }) => point.step) })
      expect([...scores(first), ...scores(second)]).toEqual(scores(whole))
      expect(second.result.weightsSha256).toBe(whole.result.weightsSha256)
      expect(readdirSync(first.folder)).toEqual(['checkpoints'])
    }
  })
})

describe('an indexed set', () => {
  it('is what large images become; small ones and whoever asks otherwise are packed', async () => {
    expect(set.dataset).toMatchObject({ indexed: true, kind: 'class-folders', imageSize: 16, counts: { train: 30, valid: 30, test: 0 } })
    expect(readdirSync(set.datasetFolder).sort()).toEqual(['index.bin', 'meta.json', 'preview.bin', 'source.stamps'])
    const packed = await imported(source, { storage: 'packed' })
    folders.push(dirname(packed.datasetFolder))
    expect(packed.dataset.indexed).toBeUndefined()
  })

  it('holds path, label, hash and roles of each file', () => {
    const { index, meta } = openIndex(set.datasetFolder, readMeta(set.datasetFolder))
    const paths = Array.from({ length: index.records }, (_, record) => index.path(record))
    expect(paths.map((path) => join(source, path)).sort()).toEqual(filesOf(source))
    paths.forEach((path, record) => expect(path.split('/')[1]).toBe(meta.classes[index.label(record)]))
    expect([...index.order('train'), ...index.order('valid')].sort((a, b) => a - b)).toEqual(paths.map((_, record) => record))
    expect(new Set(paths.map((_, record) => index.digest(record))).size).toBe(60)
  })

  it('measures colours, or takes published ones where they are chosen', async () => {
    expect(set.dataset.mean.every((value) => value > 80 && value < 160)).toBe(true)
    const chosen = await imported(source, { statistics: 'imagenet' })
    folders.push(dirname(chosen.datasetFolder))
    expect(chosen.dataset).toMatchObject({ statistics: 'imagenet', mean: [123.675, 116.28, 103.53] })
    expect(chosen.dataset.fingerprint).not.toBe(set.dataset.fingerprint)
  })

  it('whose index was changed is not opened', async () => {
    const spoilt = await imported(source)
    folders.push(dirname(spoilt.datasetFolder))
    const path = join(spoilt.datasetFolder, 'index.bin')
    const bytes = readFileSync(path)
    bytes[0] = (bytes[0] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(() => openDataset(spoilt.datasetFolder, streamedConfig(spoilt.dataset), quietContext)).toThrow(/index\.bin are not those/)
  })
})

describe('streamed batches', () => {
  it('are the same for 1, 2 and 3 decoders and in any order', async () => {
    const one = await batches([0, 1, 2, 3, 4], withDecoders(1))
    expect(await batches([0, 1, 2, 3, 4], withDecoders(3))).toEqual(one)
    const [last, first] = await batches([4, 0], withDecoders(2))
    expect(last).toEqual(one[4])
    expect(first).toEqual(one[0])
  })

  it('are augmented anew in each epoch, and not at all where nothing is asked', async () => {
    const plain = config({ augment: { flip: false, cropPadding: 0, leastArea: 0, jitter: 0 }, batch: 30 })
    const sorted = ({ pixels }: { pixels: Float32Array }) => Array.from({ length: 30 }, (_, i) => pixels.subarray(i * 768, (i + 1) * 768).join()).sort()
    const [first, second] = await batches([0, 1], plain)
    if (first === undefined || second === undefined) throw new Error('no batch')
    expect(sorted(first)).toEqual(sorted(second))
    const [one, other] = await batches([0, 1], config({ batch: 30 }))
    if (one === undefined || other === undefined) throw new Error('no batch')
    expect(sorted(one).filter((image) => sorted(other).includes(image))).toEqual([])
    // Every image of an epoch once.
    expect([...one.labels].sort()).toEqual([...first.labels].sort())
  })

  it('have one step less where a single image would be left, as packed ones have', async () => {
    const [, , , last] = await batches([0, 1, 2, 3], config({ trainImages: 29, batch: 7 }))
    expect(last?.labels.length).toBe(8)
  })
})

describe('training on an indexed set', () => {
  const run = (decoders: number) => ({ datasetFolder: set.datasetFolder, config: withDecoders(decoders) })

  it('is bit-equal for 1 and 2 decoders and over a stop, and leaks no tensor', async () => {
    const whole = await train(run(1))
    const before = tf.memory().numTensors
    const two = await train(run(2))
    expect(two.result.weightsSha256).toBe(whole.result.weightsSha256)
    const half = await train(run(1), {}, recordingContext(5))
    expect(half.result).toMatchObject({ state: 'stopped', steps: 5 })
    const rest = await train(run(2), { folder: half.folder, resume: true })
    expect(rest.result).toMatchObject({ state: 'finished', weightsSha256: whole.result.weightsSha256 })
    expect([...half.rows, ...rest.rows]).toEqual(whole.rows)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('reports how long it waited for images', async () => {
    const context = recordingContext()
    await train(run(1), {}, context)
    const shares = context.events.flatMap((event) => (event.kind === 'progress' ? [event.progress.figures['waitingShare'] ?? -1] : []))
    expect(shares.length).toBeGreaterThan(0)
    for (const share of shares) expect(share >= 0 && share <= 1).toBe(true)
  })
})

describe('a file that is not what was indexed', () => {
  /** A set of its own, since its files are changed. */
  async function own() {
    const folder = await photographs(40)
    const made = await imported(folder)
    folders.push(folder, dirname(made.datasetFolder))
    const { index } = openIndex(made.datasetFolder, readMeta(made.datasetFolder))
    const paths = [...index.order('train')].map((record) => join(folder, index.path(record)))
    return { ...made, folder, paths, config: streamedConfig(made.dataset) }
  }

  it.each([
    ['with one byte changed', (path: string) => {
      const bytes = readFileSync(path)
      bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }, /was changed/],
    ['swapped for another', (path: string, other: string) => copyFileSync(other, path), /was changed/],
    ['deleted', (path: string) => rmSync(path), /cannot be read/],
    ['whose folder was taken away', (path: string) => renameSync(dirname(path), `${dirname(path)}-away`), /cannot be read/],
  ])('%s stops the run with its name, and no step is taken on it', async (_, change, reason) => {
    const { datasetFolder, config: small, paths } = await own()
    const [path = '', other = ''] = paths
    const whole = await train({ datasetFolder, config: { ...small, batch: 20, length: { steps: 6 } } })
    // Everything in one batch: each step sees the file. It is changed after the third.
    let turns = 0
    const context = recordingContext()
    const changing = {
      ...context,
      turn: () => {
        turns += 1
        if (turns === 3) change(path, other)
        return Promise.resolve()
      },
    }
    const failed = train({ datasetFolder, config: { ...small, batch: 20, length: { steps: 6 } } }, {}, changing)
    await expect(failed).rejects.toMatchObject({ code: 'image-unreadable', message: expect.stringMatching(reason) as string })
    await expect(failed).rejects.toThrow(dirname(path))
    // Steps before it were on unchanged images (two batches are read ahead), and are kept in a checkpoint.
    const rows = context.events.flatMap((event) => (event.kind === 'metrics' ? event.rows : []))
    expect(rows).toEqual(whole.rows.slice(0, rows.length))
    expect(rows.length).toBeGreaterThanOrEqual(3)
    expect(rows.length).toBeLessThan(6)
    expect(context.events.filter((event) => event.kind === 'checkpoint').map(({ checkpoint }) => checkpoint.step)).toEqual([rows.length])
  })

  it('with a folder that is gone is not opened', async () => {
    const { datasetFolder, config: small, folder } = await own()
    rmSync(folder, { recursive: true })
    expect(() => openDataset(datasetFolder, small, quietContext)).toThrow(/is not there/)
  })
})

describe('a file that cannot be decoded', () => {
  it('is told of once by path, and the next of the order takes its place, whatever the number of decoders', async () => {
    const folder = await photographs(40)
    folders.push(folder)
    const [first = ''] = filesOf(folder)
    // A PNG that is whole by its structure and checksums, and whose compressed pixels are nonsense: only decoding shows it.
    writeFileSync(first, pngOf(pngHeader(128, 128), pngChunk('IDAT', Buffer.alloc(500, 0x55))))
    const made = await imported(folder, { split: { validFraction: 0.01, seed: 0 } })
    folders.push(dirname(made.datasetFolder))
    expect(made.dataset.counts.train).toBe(40)
    expect(made.dataset.report.warnings.join()).toMatch(/1 of 40 training images/)
    const runs = []
    for (const decoders of [1, 2]) {
      const context = recordingContext()
      const small = streamedConfig(made.dataset, { length: { epochs: 2 } })
      const { result } = await train({ datasetFolder: made.datasetFolder, config: { ...small, runtime: { ...small.runtime, decoders } } }, {}, context)
      const told = context.events.flatMap((event) => (event.kind === 'log' && event.message.includes(first.slice(folder.length + 1)) ? [event.message] : []))
      expect(told).toEqual([expect.stringMatching(/is left out, the next image of the order takes its place: PNG: it cannot be decoded/)])
      runs.push(result.weightsSha256)
    }
    expect(runs[0]).toBe(runs[1])
  })
})
