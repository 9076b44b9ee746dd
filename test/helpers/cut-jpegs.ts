/** JPEG files for cutting: photographs in all the ways that pixels can be coded, and what of them is left without an end. */
import * as tf from '@tensorflow/tfjs-node-gpu'
import { sampleJpeg } from './dataset-images'

export interface JpegShape {
  readonly width: number
  readonly height: number
  readonly progressive?: boolean
  /** Colours at half the resolution, as cameras write them; so when left out. */
  readonly halfColours?: boolean
  readonly grey?: boolean
}

/** A photograph of that size. */
export async function photograph({ width, height, progressive = false, halfColours = true, grey = false }: JpegShape): Promise<Buffer> {
  const picture = tf.tidy(() => {
    const scaled = tf.image.resizeBilinear(tf.node.decodeJpeg(sampleJpeg(), 3), [height, width])
    // A picture that was made larger has no detail; waves give each block coefficients to code.
    const waves = tf.range(0, width * height * 3).mul(0.7).sin().mul(25).reshape([height, width, 3])
    const rich = scaled.add(waves).clipByValue(0, 255)
    return (grey ? rich.mean(2, true) : rich).round().cast<tf.Tensor3D>('int32')
  })
  try {
    return Buffer.from(await tf.node.encodeJpeg(picture, grey ? 'grayscale' : 'rgb', 90, progressive, progressive, halfColours))
  } finally {
    picture.dispose()
  }
}

/** Where the data of the first scan begins. */
export function scanStart(jpeg: Buffer): number {
  const at = jpeg.indexOf(Buffer.of(0xff, 0xda))
  return at + 2 + jpeg.readUInt16BE(at + 2)
}

/**
 * A plain grey JPEG of one column of blocks whose tables have one code each: two zero bits a block. What is filled in
 * behind a cut decodes to the same as what is missing, and to grey without a warning after that.
 * @param interval blocks between restart markers, 0 for none
 */
export function plainJpeg(blocks: number, interval = 0): Buffer {
  const table = (kind: number) => Buffer.from([0xff, 0xc4, 0, 20, kind, 1, ...new Array<number>(15).fill(0), 0])
  const quantisation = Buffer.from([0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)])
  const size = Buffer.from([0xff, 0xc0, 0, 11, 8, (8 * blocks) >> 8, (8 * blocks) & 255, 0, 8, 1, 1, 0x11, 0])
  const restart = Buffer.from([0xff, 0xdd, 0, 4, 0, interval])
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0])
  const data: number[] = []
  const each = interval === 0 ? blocks : interval
  for (let from = 0; from < blocks; from += each) {
    const bits = 2 * Math.min(each, blocks - from)
    if (from > 0) data.push(0xff, 0xd0 + ((from / each - 1) % 8))
    for (let bit = 0; bit < bits; bit += 8) data.push(bits - bit >= 8 ? 0 : 0xff >> (bits - bit))
  }
  return Buffer.concat([Buffer.of(0xff, 0xd8), quantisation, size, table(0x00), table(0x10), restart, scan, Buffer.from(data), Buffer.of(0xff, 0xd9)])
}
