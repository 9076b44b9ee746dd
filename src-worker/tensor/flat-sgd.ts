import * as tf from '@tensorflow/tfjs-node-gpu'
import { attribute, execute, type Tensor, type Tensor1D } from './backend'

export interface SgdSettings {
  readonly momentum: number
  readonly weightDecay: number
  /** Largest global L2 norm of the gradient, 0 = no clipping. */
  readonly clipNorm: number
}

/**
 * One step of SGD with Nesterov momentum on flat vectors: d = k·g + wd·p, m ← μ·m + d, p ← p - lr·(d + μ·m), where k
 * scales the gradient to the clip norm before weight decay. `mask` (bool) limits the step to the weights it is true
 * for; null = all. Answers new vectors; the inputs stay the caller's.
 */
export function sgdStep(weights: Tensor1D, momentum: Tensor1D, gradient: Tensor1D, rate: number, settings: SgdSettings, mask: Tensor1D | null): { weights: Tensor1D; momentum: Tensor1D } {
  return tf.tidy(() => {
    const scaled = settings.clipNorm > 0 ? tf.mul(gradient, clipScale(gradient, settings.clipNorm)) : gradient
    const d = tf.add(scaled, tf.mul(weights, settings.weightDecay))
    const nextMomentum = tf.add(tf.mul(momentum, settings.momentum), d)
    const next = tf.sub(weights, tf.mul(tf.add(d, tf.mul(nextMomentum, settings.momentum)), rate))
    if (mask === null) return { weights: next as Tensor1D, momentum: nextMomentum as Tensor1D }
    return { weights: tf.where(mask, next, weights) as Tensor1D, momentum: tf.where(mask, nextMomentum, momentum) as Tensor1D }
  })
}

/** min(1, clip / (‖g‖ + 1e-6)), on the device so that nothing waits for it. */
function clipScale(gradient: Tensor1D, clipNorm: number): Tensor {
  const half = execute('L2Loss', [attribute.float32()], [gradient])
  return tf.minimum(1, tf.div(clipNorm, tf.add(tf.sqrt(tf.mul(half, 2)), 1e-6)))
}

/** Joins vectors into one. */
export function joinFlat(parts: readonly Tensor[]): Tensor1D {
  return tf.tidy(() => tf.concat1d(parts.map((part) => part.flatten())))
}
