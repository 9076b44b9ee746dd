import { join } from 'node:path'
import { StudioError, toErrorData } from '../../../src-contract/errors'
import { asOutOfMemory } from '../../out-of-memory'
import { random } from '../../random'
import { BadImage } from '../image-files/bad-image'
import { squareOf } from '../image-files/decode-image'
import { checkImageFile } from '../image-files/image-file'
import { indexedImage, LostImage } from '../indexed/indexed-image'
import { inPlace, normalisation, writeNormalised } from '../normalisation'
import { evaluationView, jitterColours, randomRegion } from './augmentation'
import type { DecodeReply, DecoderSetup, DecodeTask, Look, Undecodable, WantedImage } from './decoder-protocol'

/** The work of a decoder thread: executes one task after another. */
export function taskRunner({ root, side, mean, std }: DecoderSetup): (task: DecodeTask) => DecodeReply {
  const size = side * side * 3
  const table = normalisation(mean, std)

  const write = (image: WantedImage, look: Look, target: SharedArrayBuffer): void => {
    const file = checkImageFile(indexedImage(root, image.path, image.digest))
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
        else return { number, undecodable, error: toErrorData(error instanceof LostImage ? lostImage(root, error) : asOutOfMemory(error)) }
      }
    }
    return { number, undecodable, error: null }
  }
}

function lostImage(root: string, { path, message }: LostImage): StudioError {
  return new StudioError('image-unreadable', `${join(root, path)} ${message}. Nothing was trained on it: put the file back as it was and resume, or import the folder again.`)
}
