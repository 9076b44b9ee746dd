/**
 * Image files, looked at before they are decoded: which format they have by their first bytes, how large the picture
 * is, and whether their structure holds. Nothing that fails here ever reaches the decoder.
 */
import { decodeToSquare, type ImageType } from '../../tensor/images'
import { BadImage, type CheckedImage, type ImageFormat, type ImageHeader } from './bad-image'
import { bmp } from './bmp'
import { gif } from './gif'
import { jpeg } from './jpeg'
import { otherType } from './other-types'
import { png } from './png'

/** Largest picture; its decoded bytes (three a pixel) then take 150 MB. */
export const largestPixels = 50_000_000
/** Largest image file. */
export const largestFileBytes = 200_000_000

const formats: Readonly<Record<ImageType, ImageFormat>> = { jpeg, png, gif, bmp }
const types = ['jpeg', 'png', 'gif', 'bmp'] as const satisfies readonly ImageType[]

/** The size of an image, or null where it lies further back than `bytes` reach. Throws BadImage. */
export function imageHeader(bytes: Buffer, whole: boolean): ImageHeader | null {
  const header = formats[typeOf(bytes)].header(bytes, whole)
  if (header === null) return null
  const { width, height } = header
  if (width === 0 || height === 0) throw new BadImage(`its size is ${width}x${height}`)
  if (width * height > largestPixels) {
    throw new BadImage(`${width}x${height} is more than ${largestPixels / 1e6} megapixels; make it smaller first`)
  }
  return header
}

/** Pixels of a whole file as a square of `side` pixels. Throws BadImage. `note` hears what deserves a look. */
export function squareOf(bytes: Buffer, side: number, note: (clause: string) => void): Uint8Array {
  const type = typeOf(bytes)
  imageHeader(bytes, true)
  const image = formats[type].check(bytes)
  try {
    const pixels = decode(type, image, side)
    image.notes.forEach(note)
    return pixels
  } catch (error) {
    if (error instanceof BadImage) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new BadImage(`${type.toUpperCase()}: it cannot be decoded (${reason})`)
  }
}

function typeOf(bytes: Buffer): ImageType {
  const type = types.find((candidate) => formats[candidate].matches(bytes))
  if (type !== undefined) return type
  const other = otherType(bytes)
  throw new BadImage(
    other === null
      ? `not an image by its first bytes (${bytes.subarray(0, 4).toString('hex')}); PNG, JPEG, GIF and BMP are read`
      : `${other}, not an image that can be read; PNG, JPEG, GIF and BMP are`,
  )
}

/**
 * The decoder takes a JPEG without end marker for a cut one, and with an end marker put there it fills what is missing
 * with grey and says nothing. So two different fillings are decoded: equal pixels show that neither was looked at.
 */
function decode(type: ImageType, { bytes, channels, unterminated }: CheckedImage, side: number): Uint8Array {
  if (unterminated !== true) return decodeToSquare(type, bytes, channels, side)
  const filled = (filling: number) => Buffer.concat([bytes, Buffer.alloc(256, filling), Buffer.of(0xff, 0xd9)])
  const pixels = decodeToSquare(type, filled(0x5a), channels, side)
  if (Buffer.compare(pixels, decodeToSquare(type, filled(0x36), channels, side)) !== 0) {
    throw new BadImage(`JPEG: cut off at byte ${bytes.length}, pixels are missing`)
  }
  return pixels
}
