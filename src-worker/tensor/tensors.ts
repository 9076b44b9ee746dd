/** Making, reading and counting tensors, for code outside this folder. */
import * as tf from '@tensorflow/tfjs-node-gpu'

export function fromFloats(values: Float32Array, shape: readonly number[]): tf.Tensor {
  return tf.tensor(values, [...shape], 'float32')
}

export function imagesTensor(values: Float32Array, count: number, side: number): tf.Tensor4D {
  return tf.tensor4d(values, [count, side, side, 3], 'float32')
}

export function labelsTensor(values: Int32Array): tf.Tensor1D {
  return tf.tensor1d(values, 'int32')
}

export function zeros(length: number): tf.Tensor1D {
  return tf.fill<tf.Rank.R1>([length], 0)
}

export function flags(values: Uint8Array): tf.Tensor1D {
  return tf.tensor1d(values, 'bool')
}

/** Copies a float tensor out of the device; waits for it. */
export function toFloats(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>()
}

export function scalarValue(tensor: tf.Tensor): number {
  return toFloats(tensor)[0] ?? Number.NaN
}

/** A part of a flat vector as a tensor of its own shape. */
export function view(flat: tf.Tensor1D, offset: number, size: number, shape: readonly number[]): tf.Tensor {
  const part = flat.slice([offset], [size])
  const shaped = part.reshape([...shape])
  part.dispose()
  return shaped
}

/** True when no element is NaN or infinite. */
export function isFiniteTensor(tensor: tf.Tensor): boolean {
  return tf.tidy(() => tf.isFinite(tensor).all().dataSync<'bool'>()[0] === 1)
}

export function dispose(...tensors: (tf.Tensor | null | undefined)[]): void {
  for (const tensor of tensors) tensor?.dispose()
}

/** Tensors alive on the device, for tests of leaks. */
export function tensorCount(): number {
  return tf.memory().numTensors
}

/** Bytes of the tensors alive on the device. */
export function tensorBytes(): number {
  return tf.memory().numBytes
}

export async function ready(): Promise<void> {
  await tf.ready()
}
