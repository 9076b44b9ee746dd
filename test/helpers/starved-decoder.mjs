/** A decoder thread in which TensorFlow finds no memory, or which ends, at the image after the first STARVED_AFTER. */
import * as tf from '@tensorflow/tfjs-node-gpu'

const backend = tf.backend()
const execute = backend.executeSingleOutput.bind(backend)
let left = Number(process.env['STARVED_AFTER'])
backend.executeSingleOutput = (name, attributes, inputs) => {
  if (name === 'ScaleAndTranslate' && left-- <= 0) {
    if (process.env['STARVED_ENDS'] !== undefined) process.exit(3)
    // As the binding words it.
    throw new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[1,16,16,3] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc')
  }
  return execute(name, attributes, inputs)
}

await import('../../out/main/decoder.js')
