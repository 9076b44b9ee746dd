import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { BadImage } from '../../../src-worker/dataset/image-files/bad-image'
import { squareOf } from '../../../src-worker/dataset/image-files/decode-image'
import { checkImageFile } from '../../../src-worker/dataset/image-files/image-file'
import { passOver } from '../../../src-worker/dataset/image-pass'
import { openIndex } from '../../../src-worker/dataset/indexed/indexed-dataset'
import { readMeta } from '../../../src-worker/dataset/packed-dataset'
import { Pace } from '../../../src-worker/dataset/pace'
import { Rejections } from '../../../src-worker/dataset/rejections'
import { SourceStamps } from '../../../src-worker/dataset/source-stamps'
import { taskRunner } from '../../../src-worker/dataset/stream/decode-task'
import { DecoderPool } from '../../../src-worker/dataset/stream/decoder-pool'
import type { DecodeTask } from '../../../src-worker/dataset/stream/decoder-protocol'
import { asOutOfMemory } from '../../../src-worker/out-of-memory'
import { eager } from '../../../src-worker/tensor/backend'
import { wholeCentre } from '../../../src-worker/tensor/images'
import { sampleJpeg } from '../../helpers/dataset-images'
import { quietContext } from '../../helpers/job-context'
import { imported, photographs, streamedConfig } from '../../helpers/photographs'
import { recordingContext, rowsOf, train } from '../../helpers/training'

const starvedScript = join(import.meta.dirname, '../../helpers/starved-decoder.mjs')

let source: string
let set: { dataset: DatasetRecord; datasetFolder: string }
beforeAll(async () => {
  source = await photographs(40)
  set = await imported(source)
})
afterAll(() => [source, dirname(set.datasetFolder)].forEach((folder) => rmSync(folder, { recursive: true, force: true })))
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** From now on TensorFlow finds no memory for this operation. */
function starve(operation: string): void {
  const backend = eager()
  const execute = backend.executeSingleOutput.bind(backend)
  vi.spyOn(backend, 'executeSingleOutput').mockImplementation((name, attributes, inputs) => {
    if (name === operation) throw new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[9,9] and type uint8 on /job:localhost/replica:0/task:0/device:CPU:0 by allocator cpu')
    return execute(name, attributes, inputs)
  })
}

/** One image of the set, for evaluation. */
function task(target = new SharedArrayBuffer(16 * 16 * 3)): { setup: { root: string; side: number; mean: number[]; std: number[] }; one: DecodeTask } {
  const { index } = openIndex(set.datasetFolder, readMeta(set.datasetFolder))
  const images = [{ slot: 0, path: index.path(0), digest: index.digest(0) }]
  return { setup: { root: source, side: 16, mean: [0, 0, 0], std: [1, 1, 1] }, one: { number: 4, target, look: { kind: 'evaluation' }, images } }
}

describe('decoding without memory', () => {
  it.each(['DecodeJpeg', 'ScaleAndTranslate'])('is no fault of the image, in %s', (operation) => {
    starve(operation)
    const decode = () => squareOf(checkImageFile(sampleJpeg()), 16, wholeCentre, () => undefined)
    expect(decode).toThrow(/OOM when allocating/)
    expect(decode).not.toThrow(BadImage)
  })

  it.each(['packed', 'indexed'] as const)('ends an import that makes images %s, which rejects none of them', async (storage) => {
    starve('DecodeJpeg')
    const error = await imported(source, { storage }).then(() => null, asOutOfMemory)
    expect(error).toMatchObject({ code: 'out-of-memory' })
  })

  it('ends a pass over files where one finds no room in memory', async () => {
    // A buffer of 4 GiB is more than the engine grants; its error is that of one that the system has no room for.
    const reader = { load: () => ({ kind: 'file', bytes: Buffer.from(new ArrayBuffer(2 ** 32)) }) as const, close: () => undefined }
    const source = { kind: 'class-folders', classes: ['a'], images: [{ path: 'a/1.jpg', number: null, role: 'train', label: 0 }], rejected: new Rejections(), ignored: 0, warnings: [], stamps: new SourceStamps(), reader: () => reader } as const
    const error = await passOver(source, 'Scanning', new Pace(quietContext), () => '').then(() => null, asOutOfMemory)
    expect(error).toMatchObject({ code: 'out-of-memory' })
  })

  it('is answered by a decoder with its code and sentence, and leaves no image out', () => {
    const { setup, one } = task()
    expect(taskRunner(setup)(one)).toEqual({ number: 4, undecodable: [], error: null })
    starve('ScaleAndTranslate')
    const reply = taskRunner(setup)(one)
    expect(reply).toMatchObject({ number: 4, undecodable: [], error: { code: 'out-of-memory', message: expect.stringMatching(/^The memory is used up at a tensor of shape \[9,9\]\./) as string } })
    expect(reply.error?.cause).toContain('OOM when allocating tensor')
  })

  it('keeps the code of other errors of a decoder', () => {
    const { setup, one } = task()
    vi.spyOn(eager(), 'executeSingleOutput').mockImplementation(() => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    })
    expect(taskRunner(setup)(one).error).toMatchObject({ code: 'disk-failed', message: 'EIO: i/o error' })
    const images = one.images.map((image) => ({ ...image, path: 'train/gone.jpg' }))
    expect(taskRunner(setup)({ ...one, images }).error).toMatchObject({ code: 'image-unreadable' })
  })
})

describe('a run whose decoders find no memory', () => {
  it('fails as out of memory, tells of no image that is left out, and goes on to the weights of a run that had enough', async () => {
    const run = { datasetFolder: set.datasetFolder, config: streamedConfig(set.dataset) }
    const whole = await train(run)
    // Four steps and a part of the fifth.
    vi.stubEnv('STARVED_AFTER', '36')
    const context = { ...recordingContext(), decoderScript: starvedScript }
    const folder = mkdtempSync(join(dirname(set.datasetFolder), 'starved-'))
    await expect(train(run, { folder }, context)).rejects.toMatchObject({ code: 'out-of-memory', message: expect.stringMatching(/^The GPU's memory is used up at a tensor of shape \[1,16,16,3\]\./) as string })
    expect(context.events.filter((event) => event.kind === 'log' && event.message.includes('left out'))).toEqual([])
    const kept = context.events.flatMap((event) => (event.kind === 'checkpoint' ? [event.checkpoint.step] : []))
    expect(kept).toHaveLength(1)
    expect(kept[0]).toBeGreaterThanOrEqual(2)
    const rest = await train(run, { folder, resume: true })
    expect([...rowsOf(context.events), ...rest.rows]).toEqual(whole.rows)
    expect(rest.result).toMatchObject({ state: 'finished', weightsSha256: whole.result.weightsSha256 })
  })

  it('is told of a thread that has ended, at once and whenever it asks again', async () => {
    vi.stubEnv('STARVED_AFTER', '0')
    vi.stubEnv('STARVED_ENDS', '1')
    const { setup, one } = task()
    const pool = new DecoderPool(starvedScript, 1, setup)
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(pool.decode(one.target, one.look, one.images)).rejects.toMatchObject({ code: 'internal', message: 'A decoder thread ended unexpectedly.' })
    }
    await pool.close()
  })
})
