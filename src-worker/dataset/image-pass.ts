import { hash } from 'node:crypto'
import { isOutOfMemory } from '../out-of-memory'
import { pixelsToSquare, wholeCentre } from '../tensor/images'
import { BadImage, type ImageHeader } from './image-files/bad-image'
import { squareOf } from './image-files/decode-image'
import { checkImageFile, type ImageFile } from './image-files/image-file'
import type { Pace } from './pace'
import { reasonOf, Rejections } from './rejections'
import { nameOf, type Content, type Source, type SourceImage } from './source'

/** An image whose size and structure are known, not decoded yet. */
export interface CheckedContent {
  readonly width: number
  readonly height: number
  /** SHA-1 of the bytes as they lie in the source. */
  readonly digest: () => string
  /** Central square of `side` pixels, three channels; throws BadImage. `note` hears what deserves a look. */
  readonly square: (side: number, note: (clause: string) => void) => Uint8Array
}

/** What one pass over the images of a source took and met. */
export interface Pass {
  /** Images taken, in order. */
  readonly images: SourceImage[]
  /** For each of them what equal images have in common. */
  readonly digests: string[]
  /** Remarks on images that were taken, with their number. */
  readonly notes: Map<string, number>
  readonly sizes: SizeCount
  readonly rejected: Rejections
}

/** Sizes of images as "WIDTHxHEIGHT" with their number. */
export class SizeCount {
  readonly counts = new Map<string, number>()
  readonly smallest = { width: Infinity, height: Infinity }
  readonly largest = { width: 0, height: 0 }

  add({ width, height }: ImageHeader): void {
    const size = `${width}x${height}`
    this.counts.set(size, (this.counts.get(size) ?? 0) + 1)
    this.smallest.width = Math.min(this.smallest.width, width)
    this.smallest.height = Math.min(this.smallest.height, height)
    this.largest.width = Math.max(this.largest.width, width)
    this.largest.height = Math.max(this.largest.height, height)
  }
}

/**
 * Reads each image of a source once. `take` answers what equal images have in common, or throws BadImage, which
 * rejects the image; anything else that it throws ends the pass.
 */
export async function passOver(source: Source, phase: string, pace: Pace, take: (image: SourceImage, content: CheckedContent, note: (clause: string) => void) => string | Promise<string>): Promise<Pass> {
  const rejected = new Rejections()
  for (const { path, reason } of source.rejected.named) rejected.add(path, reason)
  rejected.count = source.rejected.count
  const pass: Pass = { images: [], digests: [], notes: new Map(), sizes: new SizeCount(), rejected }
  const note = (clause: string) => void pass.notes.set(clause, (pass.notes.get(clause) ?? 0) + 1)
  await pace.begin(phase, 'images', source.images.length)
  const reader = source.reader()
  try {
    for (const image of source.images) {
      try {
        const content = checkedContent(await loaded(() => reader.load(image)))
        pass.digests.push(await take(image, content, note))
        pass.sizes.add(content)
        pass.images.push(image)
      } catch (error) {
        if (!(error instanceof BadImage)) throw error
        rejected.add(nameOf(image), error.message)
      }
      await pace.step()
    }
  } finally {
    reader.close()
  }
  await pace.end()
  return pass
}

/** Whatever keeps one image from being read is the reason why that image is rejected, but for want of memory, which is none of its faults. */
async function loaded(load: () => Content | Promise<Content>): Promise<Content> {
  try {
    return await load()
  } catch (error) {
    if (isOutOfMemory(error)) throw error
    throw new BadImage(reasonOf(error))
  }
}

/** Throws BadImage where header or structure do not hold. */
export function checkedContent(content: Content): CheckedContent {
  if (content.kind === 'pixels') {
    const { pixels } = content
    return { width: pixels.width, height: pixels.height, digest: () => digestOf(pixels.data), square: (side) => pixelsToSquare(pixels, side) }
  }
  const file: ImageFile = checkImageFile(content.bytes)
  return { ...file.header, digest: () => digestOf(content.bytes), square: (side, note) => squareOf(file, side, wholeCentre, note) }
}

export function digestOf(bytes: Uint8Array): string {
  return hash('sha1', bytes, 'base64')
}
