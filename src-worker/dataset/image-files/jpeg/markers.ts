import { BadImage } from '../bad-image'

export const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
export const isRestart = (marker: number | undefined): boolean => marker !== undefined && marker >= 0xd0 && marker <= 0xd7

/** Its data ends before its pixels do. */
export const cutOff = (bytes: Uint8Array): BadImage => new BadImage(`JPEG: cut off at byte ${bytes.length}, pixels are missing`)
export const damagedPixels = (): BadImage => new BadImage('JPEG: its pixel data is damaged and cannot be decoded')

/** Markers in order, with the segments' own contents skipped, so that a thumbnail inside one is never mistaken for the image. */
export function* markers(bytes: Buffer): Generator<{ marker: number; at: number }> {
  let at = 2
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) return
      continue
    }
    const marker = bytes[at + 1] ?? 0
    // Fill bytes, stuffed zeros of the entropy-coded data, restart markers, TEM, a second start: no segment follows.
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0 || marker === 1 || isRestart(marker)) {
      at += 2
      continue
    }
    yield { marker, at }
    if (marker === 0xd8) {
      at += 2
      continue
    }
    if (marker === 0xd9 || at + 4 > bytes.length) return
    at += 2 + bytes.readUInt16BE(at + 2)
  }
}
