import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadImage } from '../../../src-worker/dataset/image-files/bad-image'
import { squareOf } from '../../../src-worker/dataset/image-files/decode-image'
import { checkImageFile } from '../../../src-worker/dataset/image-files/image-file'
import { pixelsToSquare, wholeCentre } from '../../../src-worker/tensor/images'
import { bmp, gif, png, pngChunk, pngHeader, pngOf, sampleJpeg } from '../../helpers/dataset-images'

function take(bytes: Buffer, side = 32): { pixels: Uint8Array; notes: string[] } {
  const notes: string[] = []
  return { pixels: squareOf(checkImageFile(bytes), side, wholeCentre, (clause) => void notes.push(clause)), notes }
}

const gradient = (x: number, y: number, channel: number) => (8 * x + 5 * y + 60 * channel) % 256
const expected = (width: number, height: number) =>
  Uint8Array.from({ length: width * height * 3 }, (_, i) => gradient(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3))
const frameMarker = (bytes: Buffer) => bytes.indexOf(Buffer.of(0xff, 0xc0))
const scanMarker = (bytes: Buffer) => bytes.indexOf(Buffer.of(0xff, 0xda))
const patched = (bytes: Buffer, at: number, ...values: number[]) => {
  const copy = Buffer.from(bytes)
  values.forEach((value, i) => (copy[at + i] = value))
  return copy
}

let tensorsBefore = 0
beforeAll(() => {
  tensorsBefore = tf.memory().numTensors
})
afterAll(() => expect(tf.memory().numTensors).toBe(tensorsBefore))

describe('images that are taken', () => {
  it('a JPEG, and the same pixels whatever follows its end', () => {
    const plain = take(sampleJpeg())
    expect(plain.notes).toEqual([])
    expect(plain.pixels).toHaveLength(3072)
    const junk = take(Buffer.concat([sampleJpeg(), Buffer.alloc(2 ** 20, 7)]))
    expect(junk.pixels).toEqual(plain.pixels)
    expect(junk.notes).toEqual(['bytes after the end of the image were ignored'])
  })

  it('a JPEG without end marker where no pixel is missing, with a note', () => {
    const { pixels, notes } = take(sampleJpeg().subarray(0, -2))
    expect(pixels).toEqual(take(sampleJpeg()).pixels)
    expect(notes.join()).toContain('end marker')
  })

  it('grey and progressive JPEG', async () => {
    const plain = tf.tensor3d(new Int32Array(32 * 32).fill(90), [32, 32, 1], 'int32')
    const grey = await tf.node.encodeJpeg(plain, 'grayscale')
    tf.dispose(plain)
    expect(new Set(take(Buffer.from(grey)).pixels)).toEqual(new Set([90]))
    const colours = tf.tensor3d(expected(32, 32), [32, 32, 3], 'int32')
    const [baseline, progressive] = await Promise.all([tf.node.encodeJpeg(colours), tf.node.encodeJpeg(colours, '', 95, true)])
    expect(take(Buffer.from(progressive)).pixels).toEqual(take(Buffer.from(baseline)).pixels)
    tf.dispose(colours)
  })

  it('EXIF rotation is not applied', () => {
    const exif = Buffer.from('ffe100224578696600004d4d002a000000080001011200030000000100060000' + '00000000', 'hex')
    const jpeg = sampleJpeg()
    const rotated = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)])
    expect(take(rotated).pixels).toEqual(take(jpeg).pixels)
  })

  it('a PNG by content whatever its name, its alpha dropped, 16 bits cut to the upper 8', () => {
    expect(take(png(32, 32, gradient)).pixels).toEqual(expected(32, 32))
    expect(take(png(32, 32, (x, y, c) => (c === 3 ? 10 : gradient(x, y, c)), 6)).pixels).toEqual(expected(32, 32))
    expect(new Set(take(png(32, 32, (_x, _y, c) => (c === 1 ? 0 : 77), 4)).pixels)).toEqual(new Set([77]))
    const deep = take(png(32, 32, (x, y, c) => 256 * gradient(x, y, c) + 200, 2, 16))
    expect(deep.pixels).toEqual(expected(32, 32))
    expect(deep.notes).toEqual(['16 bits a channel were cut to the upper 8'])
  })

  it('a palette PNG with transparency', () => {
    const rows = Buffer.concat(Array.from({ length: 32 }, () => Buffer.concat([Buffer.of(0), Buffer.alloc(32, 1)])))
    const bytes = pngOf(pngHeader(32, 32, 8, 3), pngChunk('PLTE', Buffer.of(1, 2, 3, 40, 50, 60)), pngChunk('tRNS', Buffer.of(0, 0)), pngChunk('IDAT', deflateSync(rows)))
    expect([...take(bytes).pixels.slice(0, 6)]).toEqual([40, 50, 60, 40, 50, 60])
  })

  it('text chunks of a PNG are never unpacked', () => {
    const bomb = pngChunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(64 * 2 ** 20))]))
    const plain = png(32, 32, gradient)
    const bytes = Buffer.concat([plain.subarray(0, 33), bomb, plain.subarray(33)])
    const before = process.memoryUsage().rss
    expect(take(bytes).pixels).toEqual(expected(32, 32))
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6)
  })

  it('BMP of 24 and 32 bits, rows from the bottom or from the top', () => {
    for (const bits of [24, 32] as const) {
      expect(take(bmp(32, 32, bits, gradient)).pixels).toEqual(expected(32, 32))
      expect(take(bmp(32, 32, bits, gradient, true)).pixels).toEqual(expected(32, 32))
    }
  })

  it('the first of 1,000 GIF frames', () => {
    const one = take(gif(32, 32, [[10, 20, 30]]))
    expect([...one.pixels.slice(0, 3)]).toEqual([10, 20, 30])
    expect(one.notes).toEqual([])
    const frames = Array.from({ length: 1000 }, (_, i): [number, number, number] => [10 + i, 20, 30])
    const many = take(gif(32, 32, frames))
    expect(many.pixels).toEqual(one.pixels)
    expect(many.notes).toEqual(['only the first frame of the animation was taken'])
  })

  it('a picture with an archive behind it, whose tail is not read', () => {
    expect(take(Buffer.concat([png(32, 32, gradient), Buffer.from('PK\x03\x04…')])).pixels).toEqual(expected(32, 32))
  })
})

describe('images that are refused, with a reason', () => {
  const good = png(32, 32, gradient)
  const jpeg = sampleJpeg()
  const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))
  it.each<[string, () => Buffer, RegExp]>([
    ['no byte', () => Buffer.alloc(0), /^the file is empty$/],
    ['one byte', () => Buffer.of(0xff), /not an image/],
    ['a JPEG cut at half', () => cut(jpeg), /^JPEG: cut off at byte \d+, pixels are missing$/],
    ['a JPEG cut inside its tables', () => jpeg.subarray(0, 100), /JPEG/],
    ['a JPEG cut before its scan', () => jpeg.subarray(0, scanMarker(jpeg)), /^JPEG: cut off at byte \d+, pixels are missing$/],
    ['a JPEG cut inside the header of its scan', () => jpeg.subarray(0, scanMarker(jpeg) + 5), /^JPEG: cut off at byte \d+, pixels are missing$/],
    ['a JPEG of eight bytes', () => Buffer.from('ffd8ffdaffff0001', 'hex'), /before any size/],
    ['a JPEG that claims 65535x65535', () => patched(jpeg, frameMarker(jpeg) + 5, 255, 255, 255, 255), /65535x65535.*megapixels/],
    ['a JPEG of no height', () => patched(jpeg, frameMarker(jpeg) + 5, 0, 0), /32x0/],
    ['a 12-bit JPEG', () => patched(jpeg, frameMarker(jpeg) + 4, 12), /12 bits/],
    ['an arithmetic-coded JPEG', () => patched(jpeg, frameMarker(jpeg) + 1, 0xc9), /arithmetic/],
    ['a lossless JPEG', () => patched(jpeg, frameMarker(jpeg) + 1, 0xc3), /lossless/],
    ['HTML', () => Buffer.from('<!DOCTYPE html><html>'), /HTML/],
    ['SVG with a script', () => Buffer.from('<?xml version="1.0"?><svg onload="x()"></svg>'), /SVG/],
    ['text', () => Buffer.from('just words'), /text/],
    ['WebP', () => Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'), /WebP/],
    ['AVIF', () => Buffer.from('\0\0\0\x20ftypavif\0\0\0\0', 'latin1'), /AVIF/],
    ['HEIC', () => Buffer.from('\0\0\0\x20ftypheic\0\0\0\0', 'latin1'), /HEIC/],
    ['TIFF', () => Buffer.from('II*\0\x08\0\0\0', 'latin1'), /TIFF/],
    ['ZIP', () => Buffer.from('PK\x03\x04', 'latin1'), /ZIP/],
    ['a PNG with a wrong header checksum', () => patched(good, 29, 0), /checksum of chunk IHDR at byte 8/],
    ['a PNG with a wrong data checksum', () => patched(good, 45, 255, 255), /checksum of chunk IDAT at byte 33/],
    ['a PNG without data', () => pngOf(pngHeader(32, 32)), /IDAT/],
    ['a PNG of 0x0', () => pngOf(pngHeader(0, 0)), /0x0/],
    ['a PNG with changed line endings', () => Buffer.concat([good.subarray(0, 4), good.subarray(5)]), /line endings/],
    ['a PNG of 30000x30000 in few bytes', () => pngOf(pngHeader(30_000, 30_000), pngChunk('IDAT', deflateSync(Buffer.alloc(1e6)))), /30000x30000.*megapixels/],
    ['a PNG of 1x2,000,000,000', () => pngOf(pngHeader(1, 2_000_000_000)), /1x2000000000/],
    ['a cut PNG', () => cut(good), /cut off/],
    ['a PNG with too few rows', () => pngOf(pngHeader(32, 32), pngChunk('IDAT', deflateSync(Buffer.alloc(97)))), /cannot be decoded/],
    ['a GIF with bad codes', () => patched(gif(32, 32, [[1, 2, 3]]), 13 + 12 + 12, 255, 255, 255, 255), /GIF/],
    ['a cut GIF', () => cut(gif(32, 32, [[1, 2, 3]])), /GIF: cut off/],
    ['a BMP whose pixels begin far away', () => patched(bmp(32, 32, 24, gradient), 10, 255, 255, 255, 127), /BMP: pixels from byte/],
    ['a compressed BMP', () => patched(bmp(32, 32, 24, gradient), 30, 1), /BMP: compressed/],
    ['a BMP with a palette', () => patched(bmp(32, 32, 24, gradient), 28, 8), /8 bits a pixel/],
  ])('%s', (_, make, reason) => {
    expect(() => take(make())).toThrow(BadImage)
    expect(() => take(make())).toThrow(reason)
  })

  it('ten bombs, each in under a second and without the memory they claim', () => {
    const bombs = Array.from({ length: 10 }, (_, i) => pngOf(pngHeader(20_000 + i, 20_000), pngChunk('IDAT', deflateSync(Buffer.alloc(1e6)))))
    const before = process.memoryUsage().rss
    for (const bomb of bombs) {
      const from = performance.now()
      expect(() => take(bomb)).toThrow(/megapixels/)
      expect(performance.now() - from).toBeLessThan(1000)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
  })

  it('2,000 damaged files: each is taken or refused with a reason, none hangs or crashes', () => {
    const seeds = [jpeg, good, gif(32, 32, [[1, 2, 3], [4, 5, 6]]), bmp(32, 32, 24, gradient)]
    let taken = 0
    for (let number = 0; number < 2000; number++) {
      // The number is the seed: a failing one replays alone.
      const draw = createHash('sha256').update(`mutant ${number}`).digest()
      const source = seeds[number % seeds.length] ?? jpeg
      const at = draw.readUInt32LE(0) % source.length
      const kind = (draw[4] ?? 0) % 3
      const mutant = kind === 0 ? patched(source, at, (source[at] ?? 0) ^ (1 << ((draw[5] ?? 0) & 7)))
        : kind === 1 ? source.subarray(0, at)
        : Buffer.concat([source.subarray(0, at), source.subarray(draw.readUInt32LE(8) % source.length)])
      const from = performance.now()
      try {
        expect(take(mutant).pixels).toHaveLength(3072)
        taken++
      } catch (error) {
        expect(error, `mutant ${number}`).toBeInstanceOf(BadImage)
      }
      expect(performance.now() - from, `mutant ${number}`).toBeLessThan(10_000)
    }
    expect(taken).toBeGreaterThan(0)
  })
})

describe('fitting into a square', () => {
  it('copies grey to three channels and leaves the right size alone', () => {
    expect([...pixelsToSquare({ width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) }, 2)]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  })

  it('averages where it halves (antialiased), and keeps the centre of a wide picture', () => {
    const data = Uint8Array.from({ length: 8 * 4 }, (_, i) => (i % 8 < 2 || i % 8 >= 6 ? 255 : 100))
    const pixels = pixelsToSquare({ width: 8, height: 4, channels: 1, data }, 4)
    // The four middle columns are cut out in their own size.
    expect([...new Set(pixels)]).toEqual([100])
    const stripes = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 2 === 0 ? 0 : 200))
    const small = pixelsToSquare({ width: 64, height: 64, channels: 1, data: stripes }, 16)
    for (const value of small) expect(Math.abs(value - 100)).toBeLessThan(15)
  })

  it('interpolates over half-pixel centres where it enlarges', () => {
    const pixels = pixelsToSquare({ width: 2, height: 2, channels: 1, data: Uint8Array.of(0, 100, 0, 100) }, 4)
    expect([0, 3, 6, 9].map((at) => pixels[at])).toEqual([0, 25, 75, 100])
  })
})
