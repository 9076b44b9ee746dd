import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { recordBytes, type DatasetRecord, type ImportReport, type PackedMeta } from '../../src-contract/domain/dataset'
import { diskErrorCode, StudioError } from '../../src-contract/errors'
import type { ImportJob, ImportResult } from '../../src-contract/worker-protocol'
import { publish, writeDurably } from '../dataset/durable-files'
import { listSource } from '../dataset/formats/registry'
import { digestOf, passOver, type Pass } from '../dataset/image-pass'
import { commonestSide } from '../dataset/image-side'
import { checkContent, reportOf } from '../dataset/import-report'
import { Packer } from '../dataset/pack'
import { Pace, Stopped } from '../dataset/pace'
import { metaFile, openPackedDataset } from '../dataset/packed-dataset'
import { fingerprintOf } from '../dataset/packed-meta'
import type { Source } from '../dataset/source'
import { checkedFolder, networkWarning } from '../dataset/source-folder'
import { stampsFile } from '../dataset/source-stamps'
import { rolesOf, splitRecords, type Split } from '../dataset/split'
import { measureStatistics, publishedStatistics } from '../dataset/statistics'
import type { JobContext } from './job-context'

/** Packs the images of a folder once into a flat file, and reports what was met. A stopped import leaves nothing. */
export async function runImportJob(job: ImportJob, context: JobContext): Promise<ImportResult> {
  const temporary = `${job.folder}.tmp`
  try {
    return { kind: 'import', state: 'finished', dataset: await importFolder(job, temporary, context) }
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'import', state: 'stopped', dataset: null }
    throw error
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function importFolder(job: ImportJob, temporary: string, context: JobContext): Promise<DatasetRecord> {
  const began = context.seconds()
  const folder = checkedFolder(job.sourcePath, job.forbidden)
  const pace = new Pace(context)
  const source = await (await listSource(folder, pace)).open()
  checkContent(source, source, folder)
  let imageSize = job.imageSize
  if (imageSize === null) {
    const scanned = await passOver(source, 'Scanning', pace, () => '')
    checkContent(source, scanned, folder)
    imageSize = commonestSide(scanned.sizes.counts)
  }
  const needed = source.images.length * recordBytes(imageSize)
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  try {
    if (freeBytes(temporary) < needed) throw spaceError(temporary, needed)
    const { pass, contentSha256 } = await pack(source, temporary, imageSize, pace)
    checkContent(source, pass, folder)
    const split = splitRecords(pass.images, job.split)
    const meta = await describe(job.name ?? basename(folder), source, imageSize, pass, split, contentSha256, temporary, pace)
    writeDurably(join(temporary, stampsFile), source.stamps.toBytes())
    const seconds = context.seconds() - began
    const warning = networkWarning(folder)
    const report: ImportReport = {
      ...reportOf(source, pass, rolesOf(pass.images.length, split.order), seconds, warning === null ? [] : [warning]),
      split: split.sentence,
      imagesPerSecond: pass.images.length / seconds,
    }
    publish(temporary, job.folder)
    return toRecord(job, folder, meta, report)
  } catch (error) {
    throw diskErrorCode(error) === 'disk-full' ? spaceError(temporary, needed, error) : error
  }
}

async function pack(source: Source, folder: string, side: number, pace: Pace): Promise<{ pass: Pass; contentSha256: string }> {
  const packer = new Packer(folder, side)
  try {
    const pass = await passOver(source, 'Packing', pace, ({ label }, content, note) => {
      const pixels = content.square(side, note)
      packer.append(label, pixels)
      return digestOf(pixels)
    })
    return { pass, contentSha256: packer.finish() }
  } finally {
    packer.close()
  }
}

function freeBytes(folder: string): number {
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize
}

function spaceError(folder: string, needed: number, cause?: unknown): StudioError {
  return new StudioError('disk-full', `The packed images need ${needed} bytes in ${dirname(folder)}, and ${freeBytes(dirname(folder))} are free. Free some space and import again.`, cause)
}

/** Statistics and fingerprint; writes meta.json beside the images. */
async function describe(name: string, source: Source, imageSize: number, { images }: Pass, { order }: Split, contentSha256: string, folder: string, pace: Pace): Promise<PackedMeta> {
  const { kind, classes } = source
  const fingerprint = fingerprintOf({ imageSize, classes, order }, contentSha256)
  const draft: PackedMeta = { format: 1, name, kind, imageSize, classes, records: images.length, mean: [0, 0, 0], std: [1, 1, 1], fingerprint, contentSha256, order }
  const meta = { ...draft, ...(publishedStatistics(kind, classes, imageSize) ?? (await measured(draft, folder, pace))) }
  writeDurably(join(folder, metaFile), JSON.stringify(meta))
  return meta
}

async function measured(draft: PackedMeta, folder: string, pace: Pace) {
  writeDurably(join(folder, metaFile), JSON.stringify(draft))
  const packed = openPackedDataset(folder)
  try {
    return await measureStatistics(draft.order.train, (record) => packed.read(record).pixels, pace)
  } finally {
    packed.close()
  }
}

function toRecord(job: ImportJob, sourcePath: string, meta: PackedMeta, report: ImportReport): DatasetRecord {
  const { order, name, kind, imageSize, classes, mean, std, fingerprint } = meta
  return {
    id: job.datasetId,
    name,
    kind,
    sourcePath,
    imageSize,
    classes,
    mean,
    std,
    fingerprint,
    counts: { train: order.train.length, valid: order.valid.length, test: order.test.length },
    packedBytes: meta.records * recordBytes(imageSize),
    createdAt: new Date().toISOString(),
    report,
  }
}
