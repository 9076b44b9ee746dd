/**
 * The only folder that imports TensorFlow. This file opens its eager interface: any TensorFlow operation by name, with
 * attributes typed by what the binding expects.
 */
import * as tf from '@tensorflow/tfjs-node-gpu'

export type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'

export interface OpAttribute {
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

/** Names of the attributes of all operations that this program runs, tfjs's own among them. */
const attributeNames =
  'DstT Index N S SrcT T Taxis Tdim Tidx Tindices Tlabels Tlen Tmultiples Tout Tpaddings Tparams Tperm Tshape Truncate U adj_x adj_y align_corners alpha antialias axis ' +
  'batch_dims begin_mask channels data_format dct_method dilations dtype ellipsis_mask end_mask epsilon exclusive explicit_paddings exponential_avg_factor half_pixel_centers index_type ' +
  'is_training keep_dims kernel_type ksize mode new_axis_mask num num_split out_type output_dtype output_type padding rates ratio reverse seed shrink_axis_mask sorted strides ' +
  'transpose_a transpose_b use_cudnn_on_gpu validate_indices'

/** TF_ATTR_FUNC, which the binding refuses, after it has noted the name and before anything runs. */
const refusedType = 8

/**
 * The binding keeps names of attributes in one set for all threads and without a lock. Called before a second thread
 * begins, so that the set is only read from then on.
 */
export function registerAttributeNames(): void {
  for (const name of attributeNames.split(' ')) {
    try {
      tf.tidy(() => void eager().executeSingleOutput('Identity', [{ name, type: refusedType, value: true }], [tf.scalar(1)]))
    } catch (error) {
      if (!String(error).includes('Unhandled TF_AttrType')) throw error
    }
  }
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
