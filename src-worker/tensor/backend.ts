/**
 * The only folder that imports TensorFlow. This file opens its eager interface: any TensorFlow operation by name, with
 * attributes typed by what the binding expects.
 */
import * as tf from '@tensorflow/tfjs-node-gpu'

export type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'

interface OpAttribute {
  name: string
  type: number
  value: unknown
}

/** What the Node backend adds to tfjs's own type. */
interface EagerBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT' | 'TF_INT32', number>>
  readonly isUsingGpuDevice: boolean
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.Tensor[]): tf.Tensor
  executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[]
}

let opened: EagerBackend | undefined

export function eager(): EagerBackend {
  opened ??= tf.backend() as unknown as EagerBackend
  return opened
}

export const attribute = {
  float32: (name = 'T'): OpAttribute => ({ name, type: eager().binding.TF_ATTR_TYPE, value: eager().binding.TF_FLOAT }),
  int32: (name: string): OpAttribute => ({ name, type: eager().binding.TF_ATTR_TYPE, value: eager().binding.TF_INT32 }),
  integer: (name: string, value: number | readonly number[]): OpAttribute => ({ name, type: eager().binding.TF_ATTR_INT, value }),
  float: (name: string, value: number): OpAttribute => ({ name, type: eager().binding.TF_ATTR_FLOAT, value }),
  text: (name: string, value: string): OpAttribute => ({ name, type: eager().binding.TF_ATTR_STRING, value }),
  flag: (name: string, value: boolean): OpAttribute => ({ name, type: eager().binding.TF_ATTR_BOOL, value }),
}

/** Seconds spent by operation, collected while a measurement runs; see measureOperations. */
let timings: Map<string, number> | null = null

export function execute(name: string, attributes: OpAttribute[], inputs: tf.Tensor[]): tf.Tensor {
  if (timings === null) return eager().executeSingleOutput(name, attributes, inputs)
  return timed(timings, name, () => eager().executeSingleOutput(name, attributes, inputs))
}

export function executeMany(name: string, attributes: OpAttribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[] {
  if (timings === null) return eager().executeMultipleOutputs(name, attributes, inputs, outputs)
  return timed(timings, name, () => eager().executeMultipleOutputs(name, attributes, inputs, outputs))
}

function timed<R>(into: Map<string, number>, name: string, work: () => R): R {
  const from = performance.now()
  const result = work()
  into.set(name, (into.get(name) ?? 0) + (performance.now() - from) / 1000)
  return result
}

/** Runs `work` and answers the seconds each TensorFlow operation took (exact on a CPU, where operations are synchronous). */
export function measureOperations(work: () => void): Map<string, number> {
  timings = new Map()
  try {
    work()
    return timings
  } finally {
    timings = null
  }
}
