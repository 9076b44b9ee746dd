import * as tf from '@tensorflow/tfjs-node-gpu'
import type { Tensor, Tensor4D } from './backend'
import type { Tape } from './tape'

/**
 * Runs a size-keeping, zero-padded operation on every `dilation`-th pixel: each of the dilation² grids of pixels becomes
 * an image of its own, and afterwards they are put together again. TensorFlow's CPU kernels have no dilation of their
 * own in the way back. Zero rows and columns at the ends make sides that are no multiple of the dilation fit: outside
 * the image there are zeros anyway.
 */
export function dilated(tape: Tape, x: Tensor, dilation: number, work: (x: Tensor) => Tensor): Tensor {
  if (dilation === 1) return work(x)
  const ends = [x.shape[1] ?? 0, x.shape[2] ?? 0].map((side) => [0, (dilation - (side % dilation)) % dilation])
  const block = [dilation, dilation]
  const apart = (tensor: Tensor): Tensor => tf.spaceToBatchND(tensor as Tensor4D, block, ends)
  const together = (tensor: Tensor): Tensor => tf.batchToSpaceND(tensor as Tensor4D, block, ends)
  const grids = apart(x)
  tape.record([grids], ([gradient]) => {
    if (gradient) tape.add(x, together(gradient))
  })
  const worked = work(grids)
  const y = together(worked)
  tape.record([y], ([gradient]) => {
    if (gradient) tape.add(worked, apart(gradient))
  })
  return y
}
