/** Reads type and size of an image file from its first bytes, before anything is decoded. */

/** No image above these is decoded: a small file can claim a size that fills the memory. */
export const largestPixels = 50_000_000
export const largestFileBytes = 200_000_000

interface Header {
  readonly width: number
  readonly height: number
}

const readers: readonly { readonly type: string; readonly matches: (b: Buffer) => boolean; readonly read: (b: Buffer) => Header | null }[] = [
  { type: 'PNG', matches: (b) => b.length > 24 && b.readUInt32BE(0) === 0x89504e47, read: (b) => ({ width: b.readUInt32BE(16), height: b.readUInt32BE(20) }) },
  { type: 'JPEG', matches: (b) => b.length > 4 && b.readUInt16BE(0) === 0xffd8, read: jpegSize },
  { type: 'GIF', matches: (b) => b.length > 10 && b.toString('latin1', 0, 4) === 'GIF8', read: (b) => ({ width: b.readUInt16LE(6), height: b.readUInt16LE(8) }) },
  { type: 'BMP', matches: (b) => b.length > 26 && b.toString('latin1', 0, 2) === 'BM', read: (b) => ({ width: b.readInt32LE(18), height: Math.abs(b.readInt32LE(22)) }) },
]

/** Types that users have and this program does not read, by their first bytes. */
const others: readonly (readonly [name: string, matches: (b: Buffer) => boolean])[] = [
  ['WebP', (b) => b.toString('latin1', 0, 4) === 'RIFF' && b.toString('latin1', 8, 12) === 'WEBP'],
  ['AVIF or HEIC', (b) => b.toString('latin1', 4, 8) === 'ftyp'],
  ['TIFF', (b) => ['II*\0', 'MM\0*'].includes(b.toString('latin1', 0, 4))],
  ['a ZIP archive', (b) => b.toString('latin1', 0, 4) === 'PK\x03\x04'],
  ['SVG or HTML text', (b) => /^\s*<(\?xml|svg|!doctype|html)/i.test(b.toString('latin1', 0, 200))],
]

/** Width and height, or an Error with the reason why this file is not taken. */
export function imageSize(file: Buffer): Header {
  if (file.length === 0) throw new Error('the file is empty')
  const reader = readers.find(({ matches }) => matches(file))
  if (reader === undefined) {
    const other = others.find(([, matches]) => matches(file))
    throw new Error(other === undefined ? 'it is not an image of a known type (JPEG, PNG, GIF, BMP)' : `it is ${other[0]}, which is not supported; convert it to PNG or JPEG`)
  }
  const size = reader.read(file)
  if (size === null || size.width < 1 || size.height < 1) throw new Error(`its ${reader.type} header gives no size`)
  if (size.width * size.height > largestPixels) throw new Error(`its header claims ${size.width} x ${size.height} pixels; at most ${largestPixels / 1e6} million are decoded`)
  return size
}

/** Walks JPEG segments to the start-of-frame; baseline, extended and progressive Huffman frames of 8 bits are read. */
function jpegSize(b: Buffer): Header | null {
  for (let at = 2; at + 9 < b.length; ) {
    if (b[at] !== 0xff) return null
    const marker = b[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker >= 0xc0 && marker <= 0xc2) {
      if (b[at + 4] !== 8) throw new Error(`it is a JPEG of ${b[at + 4] ?? 0} bits per channel; 8 are read`)
      return { height: b.readUInt16BE(at + 5), width: b.readUInt16BE(at + 7) }
    }
    if (marker > 0xc2 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) throw new Error('it is a lossless or arithmetic-coded JPEG, which is not supported')
    at += 2 + b.readUInt16BE(at + 2)
  }
  return null
}
