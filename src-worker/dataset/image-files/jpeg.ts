import { BadImage, trailingNote, type ImageFormat, type ImageHeader } from './bad-image'

interface Frame extends ImageHeader {
  readonly components: number
}

const unsupported: Readonly<Record<number, string>> = {
  0xc3: 'lossless', 0xc5: 'hierarchical', 0xc6: 'hierarchical', 0xc7: 'lossless hierarchical',
  0xc9: 'arithmetic-coded', 0xca: 'arithmetic-coded', 0xcb: 'arithmetic-coded lossless',
  0xcd: 'arithmetic-coded', 0xce: 'arithmetic-coded', 0xcf: 'arithmetic-coded lossless',
}

/** Markers in order, with the segments' own contents skipped, so that a thumbnail inside one is never mistaken for the image. */
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
    const notes: string[] = []
    let components = 0
    let scanned = false
    let segmentEnd = 0
    for (const { marker, at } of markers(bytes)) {
      if (isFrame(marker)) components = frame(bytes, marker, at).components
      if (marker !== 0xd9) {
        scanned ||= marker === 0xda
        segmentEnd = at + 4 > bytes.length ? Infinity : at + 2 + bytes.readUInt16BE(at + 2)
        continue
      }
      if (at + 2 < bytes.length) notes.push(trailingNote)
      return { bytes: bytes.subarray(0, at + 2), channels: 3, notes: [...notes, ...colourNotes(components)] }
    }
    // Where it ends in the pixels' own data, only decoding shows whether any is missing.
    if (!scanned || segmentEnd > bytes.length) throw cutOff(bytes)
    notes.push('the end marker of the JPEG is missing, its pixels are complete')
    return { bytes, channels: 3, notes: [...notes, ...colourNotes(components)], unterminated: true }
  },
}

/** Its data ends before its pixels do. */
export const cutOff = (bytes: Uint8Array): BadImage => new BadImage(`JPEG: cut off at byte ${bytes.length}, pixels are missing`)

const colourNotes = (components: number): string[] => (components === 4 ? ['CMYK colours were converted to RGB'] : [])
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

function* markers(bytes: Buffer): Generator<{ marker: number; at: number }> {
  let at = 2
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) return
      continue
    }
    const marker = bytes[at + 1] ?? 0
    // Fill bytes, stuffed zeros of the entropy-coded data, restart markers, TEM: no segment follows.
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    yield { marker, at }
    if (marker === 0xd9 || at + 4 > bytes.length) return
    at += 2 + bytes.readUInt16BE(at + 2)
  }
}

function frame(bytes: Buffer, marker: number, at: number): Frame {
  if (at + 10 > bytes.length) throw new BadImage(`JPEG: cut off at byte ${bytes.length}, inside its header`)
  const coding = unsupported[marker]
  if (coding !== undefined) throw new BadImage(`JPEG: ${coding}; save it as a baseline or progressive JPEG`)
  const bits = bytes[at + 4] ?? 0
  if (bits !== 8) throw new BadImage(`JPEG: ${bits} bits a channel; only 8 can be read`)
  return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), components: bytes[at + 9] ?? 0 }
}
