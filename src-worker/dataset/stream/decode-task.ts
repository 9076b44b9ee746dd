import { hash } from 'node:crypto'
import { join } from 'node:path'
import { random } from '../../random'
import { wholeFile } from '../formats/class-folders'
import { BadImage } from '../image-files/bad-image'
import { squareOf } from '../image-files/decode-image'
import { checkImageFile } from '../image-files/image-file'
import { inPlace, normalisation, writeNormalised } from '../normalisation'
import { reasonOf } from '../rejections'
import { evaluationView, jitterColours, randomRegion } from './augmentation'
import type { DecodeReply, DecoderSetup, DecodeTask, Look, Undecodable, WantedImage } from './decoder-protocol'

/** A file that is not what was indexed. */
class LostImage extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(reason)
    this.name = 'LostImage'
  }
}

/** The work of a decoder thread: executes one task after another. */
export function taskRunner({ root, side, mean, std }: DecoderSetup): (task: DecodeTask) => DecodeReply {
  const size = side * side * 3
  const table = normalisation(mean, std)

  /** The bytes that were indexed, so that nothing else is ever trained on. */
  const read = ({ path, digest }: WantedImage): Buffer => {
    let bytes: Buffer
    try {
      bytes = wholeFile(join(root, path))
    } catch (error) {
      throw new LostImage(path, `cannot be read (${reasonOf(error)})`)
    }
    if (hash('sha1', bytes, 'buffer').readBigUInt64LE(0) !== digest) throw new LostImage(path, 'was changed: its bytes are not those of the import')
    return bytes
  }

  const write = (image: WantedImage, look: Look, target: SharedArrayBuffer): void => {
    const file = checkImageFile(read(image))
    const offset = image.slot * size
    const pixelsOf = (view: Parameters<typeof squareOf>[2]) => squareOf(file, side, view, () => undefined)
    if (look.kind === 'evaluation') {
      new Uint8Array(target, offset, size).set(pixelsOf(evaluationView))
      return
    }
    const draw = random('augment', look.seed, look.stage, look.step, image.slot)
    const mirrored = look.flip && draw.integer(2) === 1
    const { width, height } = file.header
    const view = look.leastArea > 0 ? ({ kind: 'region', region: randomRegion(draw, width, height, look.leastArea) } as const) : evaluationView
    const pixels = new Uint8ClampedArray(pixelsOf(view).buffer)
    if (look.jitter > 0) jitterColours(draw, pixels, look.jitter)
    writeNormalised(new Float32Array(target), offset, pixels, side, table, { ...inPlace, mirrored })
  }

  return ({ number, target, look, images }) => {
    const undecodable: Undecodable[] = []
    for (const image of images) {
      try {
        write(image, look, target)
      } catch (error) {
        if (error instanceof BadImage) undecodable.push({ slot: image.slot, reason: error.message })
        else if (error instanceof LostImage) return { number, undecodable, lost: { path: error.path, reason: error.message }, defect: null }
        else return { number, undecodable, lost: null, defect: error instanceof Error ? error.stack ?? error.message : String(error) }
      }
    }
    return { number, undecodable, lost: null, defect: null }
  }
}
