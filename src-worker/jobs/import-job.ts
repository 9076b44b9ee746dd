import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Role } from '../../src-contract/domain/choices'
import type { DatasetRecord, ImportReport, PackedMeta, RejectedFile } from '../../src-contract/domain/dataset'
import { diskErrorCode, StudioError } from '../../src-contract/errors'
import type { ImportJob, ImportResult } from '../../src-contract/worker-protocol'
import { openSource } from '../dataset/formats/registry'
import { reasonOf } from '../dataset/formats/walk-folder'
import { commonestSide } from '../dataset/image-side'
import { countClasses, countSizes, findDuplicates, warningsOf } from '../dataset/import-report'
import { Packer } from '../dataset/pack'
import { metaFile, openPackedDataset, recordBytes } from '../dataset/packed-dataset'
import type { Source, SourceImage } from '../dataset/source'
import { halve, stratifiedOrder } from '../dataset/split'
import { measureStatistics, publishedStatistics } from '../dataset/statistics'
import type { JobContext } from './job-context'

const stopped: ImportResult = { kind: 'import', state: 'stopped', dataset: null }
/** Images between two looks at commands. */
const stride = 100

/** Scans a folder, packs its images once into a flat file, and reports what was met. A stopped import leaves nothing. */
export async function runImportJob(job: ImportJob, context: JobContext): Promise<ImportResult> {
  const began = context.seconds()
  const folder = checkedFolder(job)
  const source = openSource(folder)
  const sizes = new Map<string, number>()
  const scanned: SourceImage[] = []
  const rejected: RejectedFile[] = [...source.rejected]
  const finished = await eachWithProgress('Scanning', source.images, context, (image) => {
    try {
      const { width, height } = image.size()
      sizes.set(`${width}x${height}`, (sizes.get(`${width}x${height}`) ?? 0) + 1)
      scanned.push(image)
    } catch (error) {
      rejected.push({ path: image.name, reason: reasonOf(error) })
    }
  })
  if (!finished) return stopped
  checkContent(source, scanned, rejected, folder)

  const side = job.imageSize ?? commonestSide(sizes)
  const temporary = `${job.folder}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  try {
    checkSpace(temporary, scanned.length * recordBytes(side))
    const packer = new Packer(temporary, side)
    let content: string
    try {
      if (!(await eachWithProgress('Packing', scanned, context, (image) => packer.take(image)))) return stopped
      content = packer.finish()
    } finally {
      packer.close()
    }
    rejected.push(...packer.rejected)
    checkContent(source, packer.images, rejected, folder)
    const { meta, split } = describe(job.name ?? basename(folder), source, side, packer.images, content, temporary)
    const perClass = countClasses(source.classes, packer.images)
    const duplicates = findDuplicates(packer.hashes, packer.images)
    const seconds = context.seconds() - began
    const report: ImportReport = {
      seen: packer.images.length + rejected.length + source.ignored,
      accepted: packer.images.length,
      ignored: source.ignored,
      rejected,
      warnings: warningsOf(source, packer.notes, duplicates, perClass),
      perClass,
      sizes: countSizes(sizes),
      duplicates,
      split,
      seconds,
      imagesPerSecond: packer.images.length / seconds,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    }
    publish(temporary, job.folder)
    return { kind: 'import', state: 'finished', dataset: toRecord(job, folder, meta, report) }
  } catch (error) {
    throw diskErrorCode(error) === 'disk-full' ? spaceError(temporary, scanned.length * recordBytes(side), error) : error
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** False when the user stopped it. */
async function eachWithProgress(phase: string, images: readonly SourceImage[], context: JobContext, work: (image: SourceImage) => void): Promise<boolean> {
  const from = context.seconds()
  let shown = from
  for (const [i, image] of images.entries()) {
    work(image)
    if ((i + 1) % stride !== 0 && i + 1 !== images.length) continue
    await context.turn()
    if (context.stopRequested) return false
    const now = context.seconds()
    if (now - shown < 0.25 && i + 1 !== images.length) continue
    shown = now
    const perSecond = (i + 1) / Math.max(1e-9, now - from)
    const progress = { phase, done: i + 1, total: images.length, unit: 'images', secondsLeft: (images.length - i - 1) / perSecond, figures: { imagesPerSecond: perSecond } }
    context.emit({ kind: 'progress', progress })
  }
  return true
}

function checkedFolder(job: ImportJob): string {
  const path = resolve(job.sourcePath)
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new StudioError('file-missing', `There is no folder ${path}.`)
  const folder = realpathSync(path)
  if (!lstatSync(folder).isDirectory()) throw new StudioError('dataset-unrecognised', `${path} is not a folder. Unpack archives first and name the folder.`)
  const inside = (outer: string) => !relative(outer, folder).startsWith('..')
  if (folder === '/' || folder === homedir() || job.forbidden.some(inside)) {
    throw new StudioError('dataset-forbidden-source', `${folder} is not imported: name the folder of one data set, not the whole disk, your home or the application's own data.`)
  }
  return folder
}

function checkContent(source: Source, images: readonly SourceImage[], rejected: readonly RejectedFile[], folder: string): void {
  if (images.length === 0) {
    const first = rejected[0]
    throw new StudioError('dataset-empty', `${folder} has no image that can be used${first === undefined ? '.' : `; ${rejected.length} were rejected, the first: ${first.path}: ${first.reason}.`}`)
  }
  const classes = new Set(images.map(({ label }) => label))
  if (classes.size < 2) throw new StudioError('dataset-one-class', `${folder} has images of one class only ("${source.classes[images[0]?.label ?? 0] ?? ''}"); classification needs at least two.`)
}

function freeBytes(folder: string): number {
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize
}

function checkSpace(folder: string, needed: number): void {
  if (freeBytes(folder) < needed) throw spaceError(folder, needed)
}

function spaceError(folder: string, needed: number, cause?: unknown): StudioError {
  return new StudioError('disk-full', `The packed images need ${needed} bytes in ${dirname(folder)}, and ${freeBytes(dirname(folder))} are free. Free some space and import again.`, cause)
}

/** Roles, statistics and fingerprint; writes meta.json beside the images. */
function describe(name: string, source: Source, imageSize: number, images: readonly SourceImage[], content: string, folder: string): { meta: PackedMeta; split: string } {
  const labels = images.map(({ label }) => label)
  const of = (role: Role) => images.flatMap((image, record) => (image.role === role ? [record] : []))
  const ownValid = of('valid')
  const { train, valid } = ownValid.length > 0 ? { train: of('train'), valid: ownValid } : halve(of('train'), labels)
  if (train.length === 0) throw new StudioError('dataset-empty', `"${name}" has no training images; a train/ folder is needed beside val/ or test/.`)
  const order = { train: stratifiedOrder(train, labels, 'train'), valid: stratifiedOrder(valid, labels, 'valid'), test: stratifiedOrder(of('test'), labels, 'test') }
  const known = publishedStatistics(source.kind, source.classes, imageSize)
  const draft: PackedMeta = { format: 1, name, kind: source.kind, imageSize, classes: source.classes, records: images.length, mean: [0, 0, 0], std: [1, 1, 1], fingerprint: '', order }
  const fingerprint = createHash('sha256').update(JSON.stringify([imageSize, source.classes, order])).update(content).digest('hex')
  const meta = { ...draft, ...(known ?? measured(draft, folder)), fingerprint }
  writeMeta(folder, meta)
  return { meta, split: ownValid.length > 0 ? 'the validation folder of the source is valid' : 'no validation folder: training images halved, stratified, seed 0' }
}

function measured(draft: PackedMeta, folder: string) {
  writeMeta(folder, draft)
  const packed = openPackedDataset(folder)
  try {
    return measureStatistics(draft.order.train, (record) => packed.read(record).pixels)
  } finally {
    packed.close()
  }
}

function writeMeta(folder: string, meta: PackedMeta): void {
  const path = join(folder, metaFile)
  writeFileSync(path, JSON.stringify(meta), { mode: 0o600 })
  syncPath(path)
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function publish(temporary: string, folder: string): void {
  syncPath(temporary)
  renameSync(temporary, folder)
  syncPath(dirname(folder))
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
