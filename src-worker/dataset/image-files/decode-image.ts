import { decodeToSquare, type ImageType, type View } from '../../tensor/images'
import { BadImage, type CheckedImage } from './bad-image'
import type { ImageFile } from './image-file'
import { cutOff } from './jpeg'

/** A view of a checked file as a square of `side` pixels. Throws BadImage. `note` hears what deserves a look. */
export function squareOf({ type, image }: ImageFile, side: number, view: View, note: (clause: string) => void): Uint8Array {
  try {
    const pixels = decode(type, image, side, view)
    image.notes.forEach(note)
    return pixels
  } catch (error) {
    if (error instanceof BadImage) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (reason.includes('Invalid JPEG data')) throw new BadImage('JPEG: its pixel data is damaged and cannot be decoded')
    throw new BadImage(`${type.toUpperCase()}: it cannot be decoded (${reason})`)
  }
}

/**
 * The decoder takes a JPEG without end marker for a cut one, and with an end marker put there it fills what is missing
 * with grey and says nothing. So two different fillings are decoded: equal pixels show that neither was looked at.
 */
function decode(type: ImageType, { bytes, channels, unterminated }: CheckedImage, side: number, view: View): Uint8Array {
  if (unterminated !== true) return decodeToSquare(type, bytes, channels, side, view)
  const filled = (filling: number) => decodeToSquare(type, Buffer.concat([bytes, Buffer.alloc(256, filling), Buffer.of(0xff, 0xd9)]), channels, side, view)
  let pixels: readonly [Uint8Array, Uint8Array]
  try {
    pixels = [filled(0x5a), filled(0x36)]
  } catch {
    // What was filled in fits no pixels.
    throw cutOff(bytes)
  }
  if (Buffer.compare(...pixels) !== 0) throw cutOff(bytes)
  return pixels[0]
}
