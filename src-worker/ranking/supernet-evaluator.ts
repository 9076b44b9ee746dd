import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Tensor1D, Tensor4D } from '../tensor/backend'
import { dispose, imagesTensor, labelsTensor } from '../tensor/tensors'
import { evaluateBatch } from '../supernet/evaluate-batch'
import type { Supernet } from '../supernet/supernet'
import { WeightViews } from '../supernet/weights'
import { createBatchEvaluator, keptBytes, type DeviceBatch } from './batch-evaluator'
import type { Evaluate } from './evaluate-architectures'

/** Held-out images batch by batch, normalised as for training but not augmented. */
export interface HeldOutImages {
  /** Images of each batch. */
  readonly sizes: readonly number[]
  /** Side of the images in pixels. */
  readonly side: number
  /** Pixels NHWC and labels of one batch. */
  read(batch: number): { readonly pixels: Float32Array; readonly labels: Int32Array }
}

interface ImageBatch extends DeviceBatch {
  readonly images: Tensor4D
  readonly labels: Tensor1D
}

/**
 * Scores subnets of a supernet with given weights. `dispose` gives back what the evaluator made on the device, which
 * the weights are not part of.
 * @param weightsOf the weights of a subnet's weight set in one vector, laid out as `supernet.layout` says
 * @param limit bytes of images that may stay on the device between subnets
 */
export function supernetEvaluator(
  supernet: Supernet,
  weightsOf: (architecture: Architecture) => Tensor1D,
  heldOut: HeldOutImages,
  limit = keptBytes,
): { readonly evaluate: Evaluate; readonly dispose: () => void } {
  const count = heldOut.sizes.reduce((sum, size) => sum + size, 0)
  const source = {
    sizes: heldOut.sizes,
    bytes: count * (heldOut.side ** 2 * 3 + 1) * Float32Array.BYTES_PER_ELEMENT,
    read: (number: number): ImageBatch => {
      const { pixels, labels: classes } = heldOut.read(number)
      const images = imagesTensor(pixels, classes.length, heldOut.side)
      const labels = labelsTensor(classes)
      return { images, labels, dispose: () => dispose(images, labels) }
    },
  }
  // Views are copies, so together they hold the weights once more; made once, not for each of thousands of subnets.
  const views = new Map<Tensor1D, WeightViews>()
  const viewsOf = (architecture: Architecture): WeightViews => {
    const weights = weightsOf(architecture)
    const found = views.get(weights) ?? new WeightViews(supernet.layout, weights)
    views.set(weights, found)
    return found
  }
  const batches = createBatchEvaluator(
    source,
    ({ images, labels }, architecture) => evaluateBatch(supernet, viewsOf(architecture), images, labels, architecture),
    limit,
  )
  return {
    evaluate: batches.evaluate,
    dispose: () => {
      batches.dispose()
      for (const each of views.values()) each.dispose()
    },
  }
}
