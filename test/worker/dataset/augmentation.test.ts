import { describe, expect, it } from 'vitest'
import { evaluationView, jitterColours, randomRegion } from '../../../src-worker/dataset/stream/augmentation'
import { checkImageFile } from '../../../src-worker/dataset/image-files/image-file'
import { squareOf } from '../../../src-worker/dataset/image-files/decode-image'
import { random } from '../../../src-worker/random'
import { wholeCentre, type View } from '../../../src-worker/tensor/images'
import { png, sampleJpeg } from '../../helpers/dataset-images'

const quiet = () => undefined

describe('random resized crop', () => {
  it('lies inside, with area and shape in their limits and all of both reached', () => {
    const [width, height] = [500, 375]
    const areas: number[] = []
    const shapes: number[] = []
    for (let i = 0; i < 2000; i++) {
      const { left, top, width: w, height: h } = randomRegion(random('test', i), width, height, 0.08)
      expect(left >= 0 && top >= 0 && left + w <= width && top + h <= height && w >= 1 && h >= 1).toBe(true)
      areas.push((w * h) / (width * height))
      shapes.push(w / h)
    }
    const near = (value: number, wanted: number) => expect(Math.abs(value - wanted)).toBeLessThan(0.02)
    near(Math.min(...areas), 0.08)
    // All of it only fits at its own shape, which few draws come near.
    expect(Math.max(...areas)).toBeGreaterThan(0.95)
    near(Math.min(...shapes), 3 / 4)
    near(Math.max(...shapes), 4 / 3)
  })

  it('takes the widest part allowed of the middle where nothing else fits', () => {
    expect(randomRegion(random('test'), 1000, 10, 0.5)).toEqual({ left: 493, top: 0, width: 13, height: 10 })
    expect(randomRegion(random('test'), 10, 1000, 0.5)).toEqual({ left: 0, top: 493, width: 10, height: 13 })
    expect(randomRegion(random('test'), 1, 1, 0.08)).toEqual({ left: 0, top: 0, width: 1, height: 1 })
  })
})

describe('colour jitter', () => {
  it('leaves a picture alone at strength 0 and black black', () => {
    const pixels = Uint8ClampedArray.from({ length: 300 }, (_, i) => (i * 7) % 256)
    const before = Uint8ClampedArray.from(pixels)
    jitterColours(random('test'), pixels, 0)
    expect(pixels).toEqual(before)
    const black = new Uint8ClampedArray(300)
    jitterColours(random('test'), black, 0.4)
    expect(black).toEqual(new Uint8ClampedArray(300))
  })

  it('changes the mean of a grey picture by the brightness factor only, within its limits', () => {
    // On plain grey contrast and saturation change nothing.
    const values = Array.from({ length: 200 }, (_, i) => {
      const grey = new Uint8ClampedArray(30).fill(100)
      jitterColours(random('test', i), grey, 0.4)
      return grey[0] ?? 0
    })
    expect(Math.min(...values)).toBeGreaterThanOrEqual(60)
    expect(Math.max(...values)).toBeLessThanOrEqual(140)
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(70)
  })
})

describe('views of an image', () => {
  const view = (bytes: Buffer, side: number, what: View) => squareOf(checkImageFile(bytes), side, what, quiet)
  // Red counts columns and green rows, four levels a pixel.
  const plane = png(60, 40, (x, y, channel) => (channel === 0 ? x * 4 : channel === 1 ? y * 4 : 9))

  it('a region at its own size is those pixels', () => {
    const pixels = view(plane, 8, { kind: 'region', region: { left: 20, top: 10, width: 8, height: 8 } })
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) expect([...pixels.subarray((y * 8 + x) * 3, (y * 8 + x) * 3 + 3)]).toEqual([(20 + x) * 4, (10 + y) * 4, 9])
  })

  it('a region is stretched to the square without looking beyond its edge', () => {
    const pixels = view(plane, 4, { kind: 'region', region: { left: 0, top: 0, width: 16, height: 8 } })
    // Symmetric filters keep the mean of a plane: (0 + 15) / 2 columns and (0 + 7) / 2 rows.
    const mean = (channel: number) => pixels.filter((_, i) => i % 3 === channel).reduce((sum, value) => sum + value, 0) / 16
    expect(Math.abs(mean(0) - 30)).toBeLessThan(1)
    expect(Math.abs(mean(1) - 14)).toBeLessThan(1)
  })

  it('a JPEG decoded in part is that part of it, but for the colours of its outermost columns', () => {
    const whole = view(sampleJpeg(), 32, wholeCentre)
    const part = view(sampleJpeg(), 16, { kind: 'region', region: { left: 8, top: 4, width: 16, height: 16 } })
    for (let y = 1; y < 15; y++) expect([...part.subarray(y * 48 + 3, y * 48 + 45)]).toEqual([...whole.subarray(((4 + y) * 32 + 9) * 3, ((4 + y) * 32 + 9) * 3 + 42)])
  })

  it('evaluation takes the middle 7/8 of the shorter side', () => {
    const pixels = view(plane, 35, evaluationView)
    // 40 rows become 40: the square of 35 lies 2.5 rows below the top, and 12.5 columns from the left.
    expect(pixels[1]).toBe(10)
    expect(pixels[0]).toBe(50)
  })
})
