import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { StorageId } from '../../src-contract/domain/choices'
import { recordBytes, type DatasetRecord, type ImportReport } from '../../src-contract/domain/dataset'
import { diskErrorCode, StudioError } from '../../src-contract/errors'
import type { ImportJob, ImportResult } from '../../src-contract/worker-protocol'
import { publish, writeDurably } from '../dataset/durable-files'
import type { FolderImport, WrittenDataset } from '../dataset/folder-import'
import { listSource } from '../dataset/formats/registry'
import { passOver, type Pass } from '../dataset/image-pass'
import { commonestSide, usualStorage } from '../dataset/image-side'
import { checkContent, reportOf } from '../dataset/import-report'
import { indexBytes, indexFolder } from '../dataset/indexed/index-folder'
import { Pace, Stopped } from '../dataset/pace'
import { packFolder } from '../dataset/pack-folder'
import type { Source } from '../dataset/source'
import { checkedFolder, networkWarning } from '../dataset/source-folder'
import { stampsFile } from '../dataset/source-stamps'
import { rolesOf } from '../dataset/split'
import type { JobContext } from './job-context'

/** Packs the images of a folder once into a flat file, or makes an index of them, and reports what was met. A stopped import leaves nothing. */
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
  const { storage, imageSize, looked } = await decide(job, source, folder, pace)
  const needed = looked === null ? source.images.length * recordBytes(imageSize) : storage === 'indexed' ? indexBytes(looked) : looked.images.length * recordBytes(imageSize)
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  try {
    if (freeBytes(temporary) < needed) throw spaceError(temporary, needed)
    const work: FolderImport = { name: job.name ?? basename(folder), source, folder, imageSize, split: job.split, statistics: job.statistics, target: temporary, pace }
    const written = storage === 'indexed' && looked !== null ? await indexFolder(work, looked) : await packFolder(work)
    writeDurably(join(temporary, stampsFile), source.stamps.toBytes())
    const report = reportImport(work, written, context.seconds() - began)
    publish(temporary, job.folder)
    return toRecord(job, work, storage, written, report)
  } catch (error) {
    throw diskErrorCode(error) === 'disk-full' ? spaceError(temporary, needed, error) : error
  }
}

interface Decision {
  readonly storage: StorageId
  readonly imageSize: number
  /** A pass over all files with the hash of each, where one was needed to decide or for the index. */
  readonly looked: Pass | null
}

/** What the user left open follows from the sizes of the images. */
async function decide(job: ImportJob, source: Source, folder: string, pace: Pace): Promise<Decision> {
  const canIndex = source.kind === 'class-folders'
  if (job.storage === 'indexed' && !canIndex) {
    throw new StudioError('bad-argument', `${folder} keeps many images in one file, and only folders of image files can be indexed: import it packed.`)
  }
  const open = job.storage === undefined && canIndex
  if (job.imageSize !== null && job.storage !== 'indexed' && !open) return { storage: 'packed', imageSize: job.imageSize, looked: null }
  const looked = await passOver(source, 'Scanning', pace, (_, content) => content.digest())
  checkContent(source, looked, folder)
  const { counts } = looked.sizes
  return { storage: job.storage ?? usualStorage(source.kind, counts), imageSize: job.imageSize ?? commonestSide(counts), looked }
}

function reportImport({ source, folder }: FolderImport, { pass, split, warnings }: WrittenDataset, seconds: number): ImportReport {
  const network = networkWarning(folder)
  return {
    ...reportOf(source, pass, rolesOf(pass.images.length, split.order), seconds, [...(network === null ? [] : [network]), ...warnings]),
    split: split.sentence,
    imagesPerSecond: pass.images.length / seconds,
  }
}

function freeBytes(folder: string): number {
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize
}

function spaceError(folder: string, needed: number, cause?: unknown): StudioError {
  return new StudioError('disk-full', `The data set needs ${needed} bytes in ${dirname(folder)}, and ${freeBytes(dirname(folder))} are free. Free some space and import again.`, cause)
}

function toRecord(job: ImportJob, { name, source, folder, imageSize, statistics }: FolderImport, storage: StorageId, written: WrittenDataset, report: ImportReport): DatasetRecord {
  const { train, valid, test } = written.split.order
  return {
    id: job.datasetId,
    name,
    kind: source.kind,
    sourcePath: folder,
    ...(storage === 'indexed' && { indexed: true }),
    imageSize,
    classes: source.classes,
    mean: written.mean,
    std: written.std,
    ...(statistics !== undefined && { statistics }),
    fingerprint: written.fingerprint,
    counts: { train: train.length, valid: valid.length, test: test.length },
    packedBytes: written.bytes,
    createdAt: new Date().toISOString(),
    report,
  }
}
