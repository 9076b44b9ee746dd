import { BadImage, trailingNote, type ImageFormat, type ImageHeader } from './bad-image'
import { endOfPixels } from './jpeg/end-of-pixels'
import { isFrame, markers } from './jpeg/markers'

interface Frame extends ImageHeader {
  readonly components: number
}

const unsupported: Readonly<Record<number, string>> = {
  0xc3: 'lossless', 0xc5: 'hierarchical', 0xc6: 'hierarchical', 0xc7: 'lossless hierarchical',
  0xc9: 'arithmetic-coded', 0xca: 'arithmetic-coded', 0xcb: 'arithmetic-coded lossless',
  0xcd: 'arithmetic-coded', 0xce: 'arithmetic-coded', 0xcf: 'arithmetic-coded lossless',
}

export const jpeg: ImageFormat = {
  matches: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  header: (bytes) => {
    for (const { marker, at } of markers(bytes)) {
      if (isFrame(marker)) {
        if (at + 10 > bytes.length) break
        return frame(bytes, marker, at)
      }
      if (marker === 0xda) throw new BadImage(`JPEG: image data at byte ${at} before any size`)
    }
    throw new BadImage('JPEG: no image size in it; it is damaged or cut off')
  },
  check: (bytes) => {
    let components = 0
    let progressive = false
    let isGivenOut = false
    let goesOn = false
    const checked = (data: Buffer, notes: readonly string[]) => ({ bytes: data, channels: 3 as const, notes: [...notes, ...(components === 4 ? [cmykNote] : [])] })
    for (const { marker, at } of markers(bytes)) {
      if (marker === 0xd9) {
        const end = at + 2
        return checked(goesOn ? closed(bytes) : bytes.subarray(0, end), goesOn || end < bytes.length ? [trailingNote] : [])
      }
      // The decoder gives pixels out while it reads the only scan of a picture. What follows it would be met by a view
      // that reaches to the last row and by no other.
      goesOn ||= isGivenOut
      if (isFrame(marker)) {
        components = frame(bytes, marker, at).components
        progressive = marker === 0xc2
      }
      isGivenOut ||= marker === 0xda && !progressive && bytes[at + 4] === components
    }
    return checked(closed(bytes), [unendedNote])
  },
}

const cmykNote = 'CMYK colours were converted to RGB'
const unendedNote = 'the end marker of the JPEG is missing, its pixels are complete'
const endMarker = Buffer.of(0xff, 0xd9)

/** All pixels and nothing behind them. Throws BadImage where pixels are missing. */
const closed = (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, endOfPixels(bytes)), endMarker])

function frame(bytes: Buffer, marker: number, at: number): Frame {
  if (at + 10 > bytes.length) throw new BadImage(`JPEG: cut off at byte ${bytes.length}, inside its header`)
  const coding = unsupported[marker]
  if (coding !== undefined) throw new BadImage(`JPEG: ${coding}; save it as a baseline or progressive JPEG`)
  const bits = bytes[at + 4] ?? 0
  if (bits !== 8) throw new BadImage(`JPEG: ${bits} bits a channel; only 8 can be read`)
  return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), components: bytes[at + 9] ?? 0 }
}
