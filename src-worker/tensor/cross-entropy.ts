import * as tf from '@tensorflow/tfjs-node-gpu'
import { attribute, executeMany, type Tensor, type Tensor1D, type Tensor2D } from './backend'

/**
 * Mean cross-entropy of logits (images, classes) and its gradient to the logits, times `weight`; both are the caller's.
 */
export function crossEntropy(logits: Tensor, labels: Tensor1D, weight: number): { loss: Tensor; gradient: Tensor } {
  const [losses, gradients] = executeMany('SparseSoftmaxCrossEntropyWithLogits', [attribute.float32(), attribute.int32('Tlabels')], [logits, labels], 2)
  if (losses === undefined || gradients === undefined) throw new Error('The cross-entropy kernel answered nothing.')
  const loss = tf.mean(losses)
  const gradient = tf.mul(gradients, weight / (logits.shape[0] ?? 1))
  tf.dispose([losses, gradients])
  return { loss, gradient }
}

/** Right answers and summed cross-entropy of one batch. */
export function scoreLogits(logits: Tensor2D, labels: Tensor1D): { correct: number; lossSum: number } {
  return tf.tidy(() => {
    const [losses] = executeMany('SparseSoftmaxCrossEntropyWithLogits', [attribute.float32(), attribute.int32('Tlabels')], [logits, labels], 2)
    const correct = tf.sum(tf.equal(tf.argMax(logits, 1).toInt(), labels).toInt())
    return { correct: correct.dataSync()[0] ?? 0, lossSum: losses === undefined ? Number.NaN : (tf.sum(losses).dataSync()[0] ?? Number.NaN) }
  })
}
