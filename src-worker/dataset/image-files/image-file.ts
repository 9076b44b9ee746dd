/**
 * Image files, looked at before they are decoded: which format they have by their first bytes, how large the picture
 * is, and whether their structure holds. Nothing that fails here ever reaches the decoder.
 */
import type { ImageType } from '../../tensor/images'
import { BadImage, type CheckedImage, type ImageFormat, type ImageHeader } from './bad-image'
import { bmp } from './bmp'
import { gif } from './gif'
import { jpeg } from './jpeg'
import { otherType } from './other-types'
import { png } from './png'

/** Largest picture; its decoded bytes (three a pixel) then take 150 MB. */
const largestPixels = 50_000_000
/** Largest image file. */
export const largestFileBytes = 200_000_000

const formats: Readonly<Record<ImageType, ImageFormat>> = { jpeg, png, gif, bmp }
const types = ['jpeg', 'png', 'gif', 'bmp'] as const satisfies readonly ImageType[]

/** An image file whose header and structure hold. */
export interface ImageFile {
  readonly type: ImageType
  readonly header: ImageHeader
  readonly image: CheckedImage
}

/** Looks at a whole file without decoding it. Throws BadImage. */
export function checkImageFile(bytes: Buffer): ImageFile {
  const type = typeOf(bytes)
  const header = formats[type].header(bytes)
  const { width, height } = header
  if (width === 0 || height === 0) throw new BadImage(`its size is ${width}x${height}`)
  if (width * height > largestPixels) {
    throw new BadImage(`${width}x${height} is more than ${largestPixels / 1e6} megapixels; make it smaller first`)
  }
  return { type, header, image: formats[type].check(bytes) }
}

function typeOf(bytes: Buffer): ImageType {
  if (bytes.length === 0) throw new BadImage('the file is empty')
  const type = types.find((candidate) => formats[candidate].matches(bytes))
  if (type !== undefined) return type
  const other = otherType(bytes)
  throw new BadImage(
    other === null
      ? `not an image by its first bytes (${bytes.subarray(0, 4).toString('hex')}); PNG, JPEG, GIF and BMP are read`
      : `${other}, not an image that can be read; PNG, JPEG, GIF and BMP are`,
  )
}
