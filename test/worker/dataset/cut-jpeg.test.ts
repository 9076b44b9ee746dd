import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadImage } from '../../../src-worker/dataset/image-files/bad-image'
import { squareOf } from '../../../src-worker/dataset/image-files/decode-image'
import { checkImageFile } from '../../../src-worker/dataset/image-files/image-file'
import { evaluationView } from '../../../src-worker/dataset/stream/augmentation'
import { wholeCentre, type View } from '../../../src-worker/tensor/images'
import { photograph, plainJpeg, scanStart, type JpegShape } from '../../helpers/cut-jpegs'

const side = 16
const cutOff = (bytes: Buffer) => `JPEG: cut off at byte ${bytes.length}, pixels are missing`

/** Parts of a picture at its top, its middle and its bottom, and what is ranked and packed. */
function viewsOf(width: number, height: number): View[] {
  const band = Math.floor(height / 5)
  const region = (top: number): View => ({ kind: 'region', region: { left: 0, top, width, height: band } })
  return [region(0), region(2 * band), region(height - band), evaluationView, wholeCentre]
}

/** Pixels, or the reason why there are none. */
function look(bytes: Buffer, view: View): Uint8Array | string {
  try {
    return squareOf(checkImageFile(bytes), side, view, () => undefined)
  } catch (error) {
    if (!(error instanceof BadImage)) throw error
    return error.message
  }
}

/** What a cut after each of these bytes gives wrongly: a view that is taken, or another reason than the cut. */
function wrongAt(jpeg: Buffer, cuts: readonly number[], views: readonly View[]): string[] {
  return cuts.flatMap((at) => {
    const bytes = jpeg.subarray(0, at)
    return views.flatMap((view, which) => {
      const seen = look(bytes, view)
      return seen === cutOff(bytes) ? [] : [`byte ${at} of ${jpeg.length}, view ${which}: ${typeof seen === 'string' ? seen : 'taken'}`]
    })
  })
}

let tensorsBefore = 0
beforeAll(() => {
  tensorsBefore = tf.memory().numTensors
})
afterAll(() => expect(tf.memory().numTensors).toBe(tensorsBefore))

const shapes: readonly (readonly [string, JpegShape])[] = [false, true].flatMap((progressive) => {
  const coding = progressive ? 'progressive' : 'baseline'
  return [
    [`a ${coding} portrait`, { width: 61, height: 150, progressive }],
    [`a ${coding} landscape`, { width: 150, height: 61, progressive }],
    [`a ${coding} one with whole colours`, { width: 50, height: 70, progressive, halfColours: false }],
    [`a ${coding} grey one`, { width: 50, height: 70, progressive, grey: true }],
  ] as const
})

describe('a JPEG cut among its pixels', () => {
  it.each(shapes)('is refused in every view wherever it is cut: %s', async (_, shape) => {
    const jpeg = await photograph(shape)
    const from = scanStart(jpeg)
    const data = jpeg.length - 2 - from
    const cuts = [...Array.from({ length: 40 }, (__, i) => from + Math.floor((data * i) / 40)), ...Array.from({ length: 12 }, (__, i) => jpeg.length - 3 - i)]
    expect(wrongAt(jpeg, cuts, viewsOf(shape.width, shape.height))).toEqual([])
  })

  it.each(shapes)('is taken in every view where only the end marker is missing, with the pixels of the whole file: %s', async (_, shape) => {
    const jpeg = await photograph(shape)
    for (const view of viewsOf(shape.width, shape.height)) {
      const whole = look(jpeg, view)
      expect(whole).toHaveLength(side * side * 3)
      for (const rest of [Buffer.alloc(0), Buffer.of(0xff), Buffer.alloc(30, 7)]) expect(look(Buffer.concat([jpeg.subarray(0, -2), rest]), view)).toEqual(whole)
    }
  })

  it('is refused where what is missing decodes to the same as anything filled in', () => {
    for (const interval of [0, 5]) {
      const jpeg = plainJpeg(2400, interval)
      const views = viewsOf(8, 8 * 2400)
      for (const view of views) expect(look(jpeg.subarray(0, -2), view)).toEqual(look(jpeg, view))
      const from = scanStart(jpeg)
      const cuts = Array.from({ length: 20 }, (_, i) => from + Math.floor(((jpeg.length - 2 - from) * i) / 20))
      expect(wrongAt(jpeg, [...cuts, jpeg.length - 3], views)).toEqual([])
    }
  })

  it('is refused where a progressive one ends between two of its scans', async () => {
    const jpeg = await photograph({ width: 61, height: 150, progressive: true })
    const scans: number[] = []
    for (let at = scanStart(jpeg); at > 0; at = jpeg.indexOf(Buffer.of(0xff, 0xda), at + 1)) scans.push(at)
    // Before the tables of the next scan, so that all that is there is whole.
    const ends = scans.slice(1).map((scan) => jpeg.lastIndexOf(Buffer.of(0xff, 0xc4), scan)).filter((at) => at > scanStart(jpeg))
    expect(ends.length).toBeGreaterThan(3)
    expect(wrongAt(jpeg, ends, viewsOf(61, 150))).toEqual([])
  })
})

describe('a JPEG with an end marker and other faults', () => {
  it('is taken in every view or refused in every view', async () => {
    const seen = { taken: 0, refused: 0 }
    for (const progressive of [false, true]) {
      const [width, height] = [50, 70]
      const jpeg = await photograph({ width, height, progressive })
      const start = scanStart(jpeg)
      for (let number = 0; number < 300; number++) {
        // The number is the seed: a failing one replays alone.
        const draw = createHash('sha256').update(`fault ${number}`).digest()
        const at = start + (draw.readUInt32LE(0) % (jpeg.length - start - 2))
        // A marker among the pixels, or a piece of the file twice, with what its head says.
        const inserted = number % 2 === 0 ? Buffer.of(0xff, draw[4] ?? 0) : jpeg.subarray(draw.readUInt32LE(4) % at)
        const bytes = Buffer.concat([jpeg.subarray(0, at), inserted, jpeg.subarray(number % 2 === 0 ? at + 2 : at)])
        const kinds = new Set(viewsOf(width, height).map((view) => (typeof look(bytes, view) === 'string' ? ('refused' as const) : ('taken' as const))))
        expect(kinds.size, `fault ${number}, progressive: ${progressive}`).toBe(1)
        kinds.forEach((kind) => (seen[kind] += 1))
      }
    }
    expect(seen.taken).toBeGreaterThan(20)
    expect(seen.refused).toBeGreaterThan(20)
  })

  it('is taken where a comment stands between its pixels and its end', async () => {
    const jpeg = await photograph({ width: 50, height: 70 })
    const commented = Buffer.concat([jpeg.subarray(0, -2), Buffer.from('fffe0004abcd', 'hex'), jpeg.subarray(-2)])
    for (const view of viewsOf(50, 70)) expect(look(commented, view)).toEqual(look(jpeg, view))
  })
})
