import * as tf from '@tensorflow/tfjs-node-gpu'
import type { Tensor } from './backend'
import { dense, globalAveragePool, relu } from './kernels'
import type { Tape } from './tape'

/**
 * Squeeze-and-excitation (Hu et al., CVPR 2018), without biases: every channel times the sigmoid of what two layers, ReLU
 * between them, make of the means of all channels. `squeeze` is (channels, few), `excite` (few, channels).
 */
export function squeezeExcite(tape: Tape, x: Tensor, squeeze: Tensor, excite: Tensor): Tensor {
  const squeezed = relu(tape, dense(tape, globalAveragePool(tape, x), squeeze, null))
  return scaleChannels(tape, x, sigmoid(tape, dense(tape, squeezed, excite, null)))
}

function sigmoid(tape: Tape, x: Tensor): Tensor {
  const y = tf.sigmoid(x)
  tape.record([y], ([dy]) => {
    if (dy) tape.add(x, tf.tidy(() => tf.mul(dy, tf.mul(y, tf.sub(1, y)))))
  })
  return y
}

/** Images (images, height, width, channels) times scales (images, channels). */
function scaleChannels(tape: Tape, x: Tensor, scales: Tensor): Tensor {
  const [images = 0, channels = 0] = scales.shape
  const spread = (): Tensor => scales.reshape([images, 1, 1, channels])
  const y = tf.tidy(() => tf.mul(x, spread()))
  tape.record([y], ([dy]) => {
    if (!dy) return
    tape.add(x, tf.tidy(() => tf.mul(dy, spread())))
    tape.add(scales, tf.tidy(() => tf.sum(tf.mul(dy, x), [1, 2])))
  })
  return y
}
