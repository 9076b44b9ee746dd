/** Single steps as benches and estimates take them: of a batch at hand, and not over before the device is done. */
import { random } from '../random'
import type { Supernet } from '../supernet/supernet'
import { dispose, imagesTensor, labelsTensor, scalarValue } from '../tensor/tensors'
import { runUpdate, type UpdateSettings } from './run-update'
import type { DeviceBatch } from './train-loop'
import type { TrainState } from './train-state'

/** One update; waits for the device, as reading the loss of a run does. The batch stays the caller's. */
export function stepAndWait(supernet: Supernet, state: TrainState, update: Parameters<typeof runUpdate>[2], { images, labels }: DeviceBatch, settings: UpdateSettings): void {
  const losses = runUpdate(supernet, state, update, images, labels, settings)
  losses.forEach(scalarValue)
  dispose(...losses)
}

/** Images of noise with labels to them, the same ones each time. */
export function noiseBatch({ batch, side, classes }: { readonly batch: number; readonly side: number; readonly classes: number }): DeviceBatch {
  const draw = random('bench', 0)
  const pixels = Float32Array.from({ length: batch * side ** 2 * 3 }, () => 2 * draw.uniform() - 1)
  return { images: imagesTensor(pixels, batch, side), labels: labelsTensor(Int32Array.from({ length: batch }, () => draw.integer(classes))) }
}
