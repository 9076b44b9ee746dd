import { decodeToSquare, DecoderRefusal, type View } from '../../tensor/images'
import { BadImage } from './bad-image'
import type { ImageFile } from './image-file'
import { damagedPixels } from './jpeg/markers'

/**
 * A view of a checked file as a square of `side` pixels. `note` hears what deserves a look. Throws BadImage where the
 * file cannot be decoded; any other failure, such as want of memory, is thrown as it is, since it says nothing about the file.
 */
export function squareOf({ type, image }: ImageFile, side: number, view: View, note: (clause: string) => void): Uint8Array {
  const pixels = decoded({ type, image }, side, view)
  image.notes.forEach(note)
  return pixels
}

function decoded({ type, image }: Pick<ImageFile, 'type' | 'image'>, side: number, view: View): Uint8Array {
  try {
    return decodeToSquare(type, image.bytes, image.channels, side, view)
  } catch (error) {
    if (!(error instanceof DecoderRefusal)) throw error
    if (error.message.includes('Invalid JPEG data')) throw damagedPixels()
    throw new BadImage(`${type.toUpperCase()}: it cannot be decoded (${error.message})`)
  }
}
