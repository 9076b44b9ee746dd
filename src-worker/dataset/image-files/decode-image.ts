import { decodeToSquare, type View } from '../../tensor/images'
import { BadImage } from './bad-image'
import type { ImageFile } from './image-file'
import { damagedPixels } from './jpeg/markers'

/** A view of a checked file as a square of `side` pixels. Throws BadImage. `note` hears what deserves a look. */
export function squareOf({ type, image }: ImageFile, side: number, view: View, note: (clause: string) => void): Uint8Array {
  try {
    const pixels = decodeToSquare(type, image.bytes, image.channels, side, view)
    image.notes.forEach(note)
    return pixels
  } catch (error) {
    if (error instanceof BadImage) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (reason.includes('Invalid JPEG data')) throw damagedPixels()
    throw new BadImage(`${type.toUpperCase()}: it cannot be decoded (${reason})`)
  }
}
