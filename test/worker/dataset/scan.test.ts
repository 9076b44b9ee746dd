/** What a scan reports, that an import then keeps to it, and whether a source has changed since. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSplit, type SplitChoice } from '../../../src-contract/domain/dataset'
import { networkWarning } from '../../../src-worker/dataset/source-folder'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { runScanJob } from '../../../src-worker/jobs/scan-job'
import { runSourceCheckJob } from '../../../src-worker/jobs/source-check-job'
import { listeningContext, putImages, sampleImages } from '../../helpers/dataset-folder'
import { png, sampleFolder } from '../../helpers/dataset-images'
import { quietContext as context } from '../../helpers/job-context'

let folder: string
let set: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-scan-'))
  set = join(folder, 'set')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function scanned(sourcePath = set) {
  const { report } = await runScanJob({ kind: 'scan', sourcePath, forbidden: [] }, context)
  if (report === null) throw new Error('no report')
  expect(report.accepted + report.rejectedCount + report.ignored).toBe(report.seen)
  return report
}
async function imported(split: SplitChoice = defaultSplit, imageSize: number | null = null) {
  rmSync(join(folder, 'packed'), { recursive: true, force: true })
  const { dataset } = await runImportJob({ kind: 'import', datasetId: 'd', name: null, sourcePath: set, folder: join(folder, 'packed'), imageSize, split, forbidden: [] }, context)
  if (dataset === null) throw new Error('no data set')
  return dataset
}
const two = () => {
  putImages(join(set, 'cat'), 5, 'cat')
  putImages(join(set, 'dog'), 5, 'dog')
}

describe('a scan', () => {
  it('takes folders called "meta", "train" or "test" for classes where they are no roles', async () => {
    for (const name of ['meta', 'train', 'test']) putImages(join(set, name), 2, 'cat')
    putImages(join(set, 'dog'), 3, 'dog')
    expect(await scanned()).toMatchObject({ classes: ['dog', 'meta', 'test', 'train'], counts: { train: 9, valid: 0, test: 0 } })
    putImages(join(set, 'train/cat'), 2, 'cat')
    putImages(join(set, 'train/dog'), 2, 'dog')
    expect(await scanned()).toMatchObject({ classes: ['cat', 'dog'], counts: { train: 4, valid: 0, test: 0 } })
  })

  it('reports kind, counts, sizes, suggestions and thumbnails, and leaves neither file nor tensor behind', async () => {
    const tensors = tf.memory().numTensors
    const report = await scanned(sampleFolder)
    expect(report).toMatchObject({ kind: 'class-folders', counts: { train: 5000, valid: 0, test: 1000 }, accepted: 6000, rejectedCount: 0, differentSizes: 1 })
    expect(report).toMatchObject({ suggestedName: 'cifar10', suggestedImageSize: 32, estimatedBytes: 6000 * (2 + 32 * 32 * 3), smallest: { width: 32, height: 32 }, largest: { width: 32, height: 32 } })
    expect(report.perClass['cat']).toEqual({ train: 500, test: 100 })
    expect(report.thumbnails).toHaveLength(20)
    expect(new Set(report.thumbnails.map((thumbnail) => thumbnail.class)).size).toBe(10)
    const picture = tf.node.decodePng(Buffer.from(report.thumbnails[0]?.pngBase64 ?? '', 'base64'))
    expect(picture.shape).toEqual([32, 32, 3])
    picture.dispose()
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('says what the import then finds: accepted, rejected, ignored, duplicates, sizes', async () => {
    two()
    copyFileSync(sampleImages('cat')[0] ?? '', join(set, 'dog/twin.jpg'))
    writeFileSync(join(set, 'cat/page.png'), '<html>')
    writeFileSync(join(set, 'cat/.DS_Store'), 'x')
    writeFileSync(join(set, 'dog/wide.png'), png(80, 40, (x, y, c) => (x * 3 + y + c) % 256))
    const report = await scanned()
    const { report: later, packedBytes } = await imported()
    const figures = ({ seen, accepted, ignored, rejected, rejectedCount, perClass, sizes, duplicates }: typeof later | typeof report) => ({ seen, accepted, ignored, rejected, rejectedCount, perClass, sizes, duplicates })
    expect(figures(report)).toEqual(figures(later))
    expect(report).toMatchObject({ seen: 14, accepted: 12, rejectedCount: 1, ignored: 1, estimatedBytes: packedBytes, largest: { width: 80, height: 40 }, differentSizes: 2 })
    expect(report.duplicates).toMatchObject({ images: 2, acrossClasses: 2 })
  })

  it('shows the same thumbnails each time, at most 64 pixels wide and at most 24, one class after another', async () => {
    for (let i = 0; i < 30; i++) {
      mkdirSync(join(set, `class ${i}`), { recursive: true })
      for (let image = 0; image < 2; image++) writeFileSync(join(set, `class ${i}`, `${image}.png`), png(100, 80, (x, y, c) => (x + y + c + 7 * i + image) % 256))
    }
    const { thumbnails } = await scanned()
    expect(thumbnails).toHaveLength(24)
    expect(new Set(thumbnails.map((thumbnail) => thumbnail.class)).size).toBe(24)
    for (const { pngBase64 } of thumbnails) expect(Buffer.from(pngBase64, 'base64').readUInt32BE(16)).toBe(64)
    expect((await scanned()).thumbnails).toEqual(thumbnails)
  })

  it('stops on request during the walk and during the reading', async () => {
    two()
    for (const phase of ['Looking through the folder', 'Scanning']) {
      const stopping = listeningContext((event) => event.kind === 'progress' && event.progress.phase === phase)
      expect(await runScanJob({ kind: 'scan', sourcePath: set, forbidden: [] }, stopping)).toEqual({ kind: 'scan', state: 'stopped', report: null })
    }
    expect(readdirSync(folder)).toEqual(['set'])
  })

  it('names at most 1,000 rejected files and counts all', async () => {
    two()
    for (let i = 0; i < 1200; i++) writeFileSync(join(set, 'cat', `${i}.txt`), 'text')
    const report = await scanned()
    expect(report.rejectedCount).toBe(1200)
    expect(report.rejected).toHaveLength(1000)
  })

  it('refuses what an import refuses', async () => {
    putImages(join(set, 'cat'), 2, 'cat')
    await expect(scanned()).rejects.toMatchObject({ code: 'dataset-one-class' })
    mkdirSync(join(folder, 'home/data'), { recursive: true })
    for (const sourcePath of ['/', '/proc/self', '/dev', folder, join(folder, 'home/data')]) {
      await expect(runScanJob({ kind: 'scan', sourcePath, forbidden: [join(folder, 'home')] }, context)).rejects.toMatchObject({ code: 'dataset-forbidden-source' })
    }
    symlinkSync('/', join(folder, 'link'))
    await expect(runScanJob({ kind: 'scan', sourcePath: join(folder, 'link'), forbidden: [] }, context)).rejects.toMatchObject({ code: 'dataset-forbidden-source' })
  })

  it('warns of folders on another machine', () => {
    expect(networkWarning('/mnt/nfs', 0x6969)).toMatch(/another machine/)
    expect(networkWarning(folder)).toBeNull()
  })
})

describe('duplicates', () => {
  it('are counted within a split, across splits and across classes, with pairs that say where', async () => {
    for (const role of ['train', 'test']) for (const name of ['cat', 'dog']) putImages(join(set, role, name), 3, name, role === 'train' ? 0 : 10)
    const [one = '', other = '', third = ''] = sampleImages('bird')
    const put = (image: string, where: string) => copyFileSync(image, join(set, where))
    put(one, 'test/cat/a.jpg')
    put(one, 'test/cat/b.jpg')
    put(other, 'train/cat/a.jpg')
    put(other, 'test/cat/c.jpg')
    put(third, 'test/cat/d.jpg')
    put(third, 'test/dog/a.jpg')
    const { duplicates, warnings } = await scanned()
    expect(duplicates).toMatchObject({ images: 6, withinSplits: 4, acrossSplits: 2, acrossClasses: 2 })
    const leak = duplicates.pairs.find((pair) => pair.some(({ path }) => path.endsWith('c.jpg')))
    expect(leak?.map(({ role }) => role).sort()).toContain('test')
    expect(leak?.map(({ path }) => path).sort()).toEqual([join(set, 'test/cat/c.jpg'), join(set, 'train/cat/a.jpg')])
    expect(warnings.join()).toMatch(/2 images are equal to one in another of train, valid and test/)
  })

  it('that the halving puts into different halves count as lying in two splits', async () => {
    for (const name of ['cat', 'dog']) {
      mkdirSync(join(set, name), { recursive: true })
      for (let i = 0; i < 4; i++) copyFileSync(sampleImages(name)[0] ?? '', join(set, name, `${i}.jpg`))
    }
    const { duplicates } = (await imported()).report
    expect(duplicates).toMatchObject({ images: 8, withinSplits: 8, acrossSplits: 8, acrossClasses: 0 })
    expect(new Set(duplicates.pairs.flatMap((pair) => pair.map(({ role }) => role)))).toEqual(new Set(['train', 'valid']))
  })
})

describe('the split that a user chooses', () => {
  it('holds out that share of each class, drawn by its seed', async () => {
    putImages(join(set, 'cat'), 20, 'cat')
    putImages(join(set, 'dog'), 10, 'dog')
    const tenth = await imported({ validFraction: 0.1, seed: 3 })
    expect(tenth.counts).toEqual({ train: 27, valid: 3, test: 0 })
    expect(tenth.report.split).toBe('no validation folder: 10% of the training images of each class held out, stratified, seed 3')
    expect((await imported({ validFraction: 0.1, seed: 3 })).fingerprint).toBe(tenth.fingerprint)
    expect((await imported({ validFraction: 0.1, seed: 4 })).fingerprint).not.toBe(tenth.fingerprint)
  })

  it('is refused beside a validation folder', async () => {
    for (const role of ['train', 'val']) for (const name of ['cat', 'dog']) putImages(join(set, role, name), 3, name, role === 'train' ? 0 : 10)
    await expect(imported({ validFraction: 0.2, seed: 0 })).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('validation folder') as string })
    expect(readdirSync(folder)).toEqual(['set'])
  })
})

describe('whether the source has changed', () => {
  const change = async (sourcePath = set) => (await runSourceCheckJob({ kind: 'source-check', sourcePath, folder: join(folder, 'packed') }, context)).change

  it('tells added, removed and modified files apart, and ignores clutter', async () => {
    two()
    await imported()
    writeFileSync(join(set, 'cat/.DS_Store'), 'x')
    expect(await change()).toEqual({ state: 'unchanged', added: 0, removed: 0, modified: 0 })
    putImages(join(set, 'bird'), 3, 'bird')
    rmSync(join(set, 'cat/0.jpg'))
    rmSync(join(set, 'cat/1.jpg'))
    utimesSync(join(set, 'dog/0.jpg'), 1, 1)
    expect(await change()).toEqual({ state: 'changed', added: 3, removed: 2, modified: 1 })
  })

  it('says when the folder is gone, is no data set any more, or was not remembered', async () => {
    two()
    await imported()
    expect(await change(join(folder, 'nowhere'))).toMatchObject({ state: 'missing' })
    mkdirSync(join(folder, 'empty'))
    expect(await change(join(folder, 'empty'))).toEqual({ state: 'changed', added: 0, removed: 10, modified: 0 })
    rmSync(join(folder, 'packed/source.stamps'))
    expect(existsSync(join(folder, 'packed/meta.json'))).toBe(true)
    expect(await change()).toMatchObject({ state: 'unknown' })
  })
})
