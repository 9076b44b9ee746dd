import { basename } from 'node:path'
import type { Role } from '../../src-contract/domain/choices'
import { defaultSplit, recordBytes, type ScanReport, type Thumbnail } from '../../src-contract/domain/dataset'
import type { ScanJob, ScanResult } from '../../src-contract/worker-protocol'
import { listSource } from '../dataset/formats/registry'
import { passOver, type CheckedContent } from '../dataset/image-pass'
import { indexBytes } from '../dataset/indexed/index-folder'
import { commonestSide, usualStorage } from '../dataset/image-side'
import { checkContent, reportOf } from '../dataset/import-report'
import { Pace, Stopped } from '../dataset/pace'
import type { Source, SourceImage } from '../dataset/source'
import { checkedFolder, networkWarning } from '../dataset/source-folder'
import { rolesOf, splitRecords } from '../dataset/split'
import { encodePng } from '../tensor/images'
import type { JobContext } from './job-context'

const mostThumbnails = 24
const thumbnailSide = 64

/**
 * Looks at every image of a folder and reports what an import would make of it; writes nothing. Headers and structure
 * are checked; pixels are decoded for the thumbnails only.
 */
export async function runScanJob(job: ScanJob, context: JobContext): Promise<ScanResult> {
  const began = context.seconds()
  try {
    const folder = checkedFolder(job.sourcePath, job.forbidden)
    const pace = new Pace(context)
    const source = await (await listSource(folder, pace)).open()
    const thumbnails = new Thumbnails(source)
    const pass = await passOver(source, 'Scanning', pace, async (image, content) => {
      await thumbnails.offer(image, content)
      return content.digest()
    })
    checkContent(source, pass, folder)
    // The split is the user's to choose; equal images are looked for as the default one would divide them.
    const { order } = splitRecords(pass.images, defaultSplit)
    const warning = networkWarning(folder)
    const imageSize = commonestSide(pass.sizes.counts)
    const storage = usualStorage(source.kind, pass.sizes.counts)
    const report: ScanReport = {
      ...reportOf(source, pass, rolesOf(pass.images.length, order), context.seconds() - began, warning === null ? [] : [warning]),
      sourcePath: folder,
      kind: source.kind,
      classes: source.classes,
      counts: countRoles(pass.images),
      smallest: pass.sizes.smallest,
      largest: pass.sizes.largest,
      differentSizes: pass.sizes.counts.size,
      suggestedName: basename(folder),
      suggestedImageSize: imageSize,
      suggestedStorage: storage,
      estimatedBytes: pass.images.length * recordBytes(imageSize),
      indexBytes: indexBytes(pass),
      thumbnails: thumbnails.taken,
    }
    return { kind: 'scan', state: 'finished', report }
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'scan', state: 'stopped', report: null }
    throw error
  }
}

function countRoles(images: readonly SourceImage[]): Record<Role, number> {
  const counts = { train: 0, valid: 0, test: 0 }
  for (const { role } of images) counts[role] += 1
  return counts
}

/** The first images of each class, as many of each as fit. */
class Thumbnails {
  readonly taken: Thumbnail[] = []
  private readonly perClass: number
  private readonly counts = new Map<number, number>()

  constructor(private readonly source: Source) {
    this.perClass = Math.max(1, Math.floor(mostThumbnails / source.classes.length))
  }

  /** Throws BadImage where the image turns out not to be decodable. */
  async offer({ label }: SourceImage, { width, height, square }: CheckedContent): Promise<void> {
    const count = this.counts.get(label) ?? 0
    if (count >= this.perClass || this.taken.length >= mostThumbnails) return
    this.counts.set(label, count + 1)
    const side = Math.min(thumbnailSide, width, height)
    const png = await encodePng(square(side, () => undefined), side)
    this.taken.push({ class: this.source.classes[label] ?? '', pngBase64: Buffer.from(png).toString('base64') })
  }
}
