/** Binary sets with every fault that is named in docs/datasets.md. */
import { createWriteStream, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSplit } from '../../../src-contract/domain/dataset'
import { openPackedDataset } from '../../../src-worker/dataset/packed-dataset'
import type { ImportJob } from '../../../src-contract/worker-protocol'
import type { JobContext } from '../../../src-worker/jobs/job-context'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { quietContext as context } from '../../helpers/job-context'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-binary-'))
  mkdirSync(join(folder, 'set'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, ...parts: Buffer[]) => writeFileSync(join(folder, 'set', name), Buffer.concat(parts))
const job = (imageSize: number | null): ImportJob =>
  ({ kind: 'import', datasetId: 'd', name: null, sourcePath: join(folder, 'set'), folder: join(folder, 'packed'), imageSize, split: defaultSplit, forbidden: [] })
async function imported(imageSize: number | null = null) {
  const { dataset } = await runImportJob(job(imageSize), context)
  if (dataset === null) throw new Error('no data set')
  return dataset
}

const idxHeader = (magic: number, ...dims: number[]) => {
  const bytes = Buffer.alloc(4 + 4 * dims.length)
  ;[magic, ...dims].forEach((value, i) => bytes.writeUInt32BE(value >>> 0, 4 * i))
  return bytes
}
const imagesOf = (count: number, side = 4) => Buffer.concat([idxHeader(0x803, count, side, side), Uint8Array.from({ length: count * side * side }, (_, i) => i % 251)])
const labelsOf = (...labels: number[]) => Buffer.concat([idxHeader(0x801, labels.length), Buffer.from(labels)])
const four = labelsOf(0, 1, 0, 1)

describe('IDX', () => {
  it('is read gzipped as well as plain, with equal results', async () => {
    write('train-images-idx3-ubyte', imagesOf(4))
    write('train-labels-idx1-ubyte', four)
    const plain = await imported()
    rmSync(folder, { recursive: true })
    mkdirSync(join(folder, 'set'), { recursive: true })
    write('train-images-idx3-ubyte.gz', gzipSync(imagesOf(4)))
    write('train-labels-idx1-ubyte.gz', gzipSync(four))
    expect((await imported()).fingerprint).toBe(plain.fingerprint)
  })

  it.each<[string, () => Buffer, () => Buffer, RegExp]>([
    ['a little-endian header', () => Buffer.concat([Buffer.of(3, 8, 0, 0), imagesOf(4).subarray(4)]), () => four, /0x03080000/],
    ['numbers of another type', () => Buffer.concat([Buffer.of(0, 0, 0x0d, 3), imagesOf(4).subarray(4)]), () => four, /0x00000d03/],
    ['more images promised than there are', () => Buffer.concat([idxHeader(0x803, 5, 4, 4), Buffer.alloc(64)]), () => labelsOf(0, 1, 0, 1, 0), /80 bytes.*holds 64/],
    ['fewer images promised than there are', () => Buffer.concat([idxHeader(0x803, 3, 4, 4), Buffer.alloc(64)]), () => labelsOf(0, 1, 0), /48 bytes.*holds 64/],
    ['a side of 0', () => idxHeader(0x803, 4, 0, 4), () => four, /4 x 0 x 4/],
    ['sides whose product overflows', () => idxHeader(0x803, 0xffffffff, 0xffffffff, 0xffffffff), () => four, /promises/],
    ['a header that is cut', () => imagesOf(4).subarray(0, 9), () => four, /9 bytes/],
    ['a gzip that is cut', () => gzipSync(imagesOf(400)).subarray(0, 60), () => labelsOf(...new Array<number>(400).fill(1)), /unpacked/],
  ])('%s is refused with numbers', async (_, images, labels, words) => {
    write('train-images-idx3-ubyte', images())
    write('train-labels-idx1-ubyte', labels())
    await expect(imported()).rejects.toMatchObject({ code: 'idx-malformed', message: expect.stringMatching(words) as string })
  })
})

describe('a gzip bomb', () => {
  /** A gigabyte of zeros in a megabyte; deflated in portions, so that the test itself stays small. */
  const bomb = async (head: Buffer) => {
    const zeros = Buffer.alloc(1 << 20)
    await pipeline(Readable.from([head, ...Array.from({ length: 1024 }, () => zeros)]), createGzip({ level: 1 }), createWriteStream(join(folder, 'set/train-images-idx3-ubyte.gz')))
  }
  const refusal = async () => {
    const began = performance.now()
    const memory = process.memoryUsage.rss()
    let highest = memory
    const watching: JobContext = { ...context, turn: () => Promise.resolve(void (highest = Math.max(highest, process.memoryUsage.rss()))) }
    const failure: unknown = await runImportJob(job(null), watching).catch((error: unknown) => error)
    return { failure, milliseconds: performance.now() - began, rise: Math.max(highest, process.memoryUsage.rss()) - memory }
  }

  it.each<[string, Buffer, RegExp]>([
    ['behind a small promise', idxHeader(0x803, 4, 4, 4), /promises 64 bytes \(4 x 4 x 4\), it holds more; it is not unpacked any further/],
    ['behind a promise that is not believed', idxHeader(0x803, 4, 65_536, 65_536), /at most 5000000 images and 1073741824 bytes/],
    ['without a header', Buffer.alloc(0), /magic number is 0x00000000/],
  ])('%s is refused within a second and 200 MB', async (_, head, words) => {
    await bomb(head)
    write('train-labels-idx1-ubyte', four)
    const { failure, milliseconds, rise } = await refusal()
    expect(failure).toMatchObject({ code: 'idx-malformed', message: expect.stringMatching(words) as string })
    expect(milliseconds).toBeLessThan(1000)
    expect(rise).toBeLessThan(200e6)
    console.log(JSON.stringify({ bomb: _, milliseconds, rise }))
  })

  it('in the labels is refused alike', async () => {
    await bomb(idxHeader(0x801, 4))
    renameSync(join(folder, 'set/train-images-idx3-ubyte.gz'), join(folder, 'set/train-labels-idx1-ubyte.gz'))
    write('train-images-idx3-ubyte', imagesOf(4))
    const { failure, milliseconds, rise } = await refusal()
    expect(failure).toMatchObject({ code: 'idx-malformed', message: expect.stringMatching(/promises 4 bytes/) as string })
    expect(milliseconds).toBeLessThan(1000)
    expect(rise).toBeLessThan(200e6)
  })
})

describe('CIFAR', () => {
  /** Records whose pixels tell them apart: red i, green i + 1, blue i + 2. */
  const record = (labels: number[], i: number) => Buffer.concat([Buffer.from(labels), Buffer.alloc(1024, i), Buffer.alloc(1024, i + 1), Buffer.alloc(1024, i + 2)])
  const ten = (first: number, ...labels: number[]) => Buffer.concat(labels.map((label, i) => record([label], 10 * (first + i))))
  const all = (test = ten(20, 0, 1)) => {
    for (let batch = 1; batch <= 5; batch++) write(`data_batch_${batch}.bin`, ten(batch * 3, 0, 1))
    write('test_batch.bin', test)
  }

  it('puts the three planes together, with the names that lie beside them', async () => {
    all()
    write('batches.meta.txt', Buffer.from(Array.from({ length: 10 }, (_, i) => `name ${i}`).join('\n')))
    const dataset = await imported()
    expect(dataset.classes[3]).toBe('name 3')
    expect(dataset).toMatchObject({ counts: { train: 6, valid: 4, test: 2 }, mean: [125.3, 123, 113.9] })
    const packed = openPackedDataset(join(folder, 'packed'))
    const { label, pixels } = packed.read(1)
    expect([label, ...pixels.subarray(0, 3), ...pixels.subarray(3069)]).toEqual([1, 40, 41, 42, 40, 41, 42])
    packed.close()
  })

  it('another size is packed on request', async () => {
    all()
    const dataset = await imported(16)
    expect(dataset.imageSize).toBe(16)
    expect(dataset.packedBytes).toBe(12 * (2 + 16 * 16 * 3))
  })

  it('the fine labels of CIFAR-100 are used', async () => {
    write('train.bin', ...[5, 9, 5, 9].map((fine, i) => record([1, fine], 10 * i)))
    write('fine_label_names.txt', Buffer.from(Array.from({ length: 100 }, (_, i) => `fine ${i}`).join('\n')))
    const { report } = await imported()
    expect(report.perClass['fine 5']).toEqual({ train: 2 })
    expect(report.perClass['fine 1']).toEqual({})
  })

  it('a names file of another length is not used, with a warning', async () => {
    all()
    write('batches.meta.txt', Buffer.from('only one\n'))
    const dataset = await imported()
    expect(dataset.classes[0]).toBe('airplane')
    expect(dataset.report.warnings.join()).toMatch(/1 names instead of 10/)
  })

  it('CIFAR-100 under the names of CIFAR-10 is refused', async () => {
    write('data_batch_1.bin', ...[5, 9, 5, 9].map((fine, i) => record([1, fine], 10 * i)))
    await expect(imported()).rejects.toMatchObject({ code: 'cifar-malformed', message: expect.stringMatching(/3073/) as string })
  })

  it('a batch that lies there twice shows as duplicates', async () => {
    all()
    write('data_batch_2.bin', ten(3, 0, 1))
    expect((await imported()).report.duplicates.images).toBe(4)
  })

  it('a missing batch is warned of', async () => {
    all()
    rmSync(join(folder, 'set/data_batch_3.bin'))
    expect((await imported()).report.warnings.join()).toMatch(/5 of 6 files are there/)
  })

  it('a label byte of 255 is refused naming the record', async () => {
    all(ten(20, 0, 1, 255))
    await expect(imported()).rejects.toMatchObject({ code: 'cifar-malformed', message: expect.stringMatching(/test_batch\.bin, record 2: label 255/) as string })
  })

  it('training and test images exchanged are warned of by their numbers', async () => {
    write('train.bin', ...[5, 9].map((fine, i) => record([1, fine], 10 * i)))
    write('test.bin', ...[5, 9, 5, 9].map((fine, i) => record([1, fine], 10 * i)))
    expect((await imported()).report.warnings.join()).toMatch(/test set \(4 images\) is larger than the training set \(2\); are the two swapped/)
  })

  it('a test set larger than the training set is warned of', async () => {
    all(Buffer.concat(Array.from({ length: 20 }, (_, i) => ten(i, i % 2))))
    expect((await imported()).report.warnings.join()).toMatch(/swapped|larger/)
  })

  it('the Python version is refused without being read', async () => {
    write('data_batch_1', Buffer.from([0x80, 2]))
    write('batches.meta', Buffer.from([0x80, 2]))
    await expect(imported()).rejects.toMatchObject({ code: 'cifar-malformed', message: expect.stringMatching(/pickle/) as string })
  })
})
