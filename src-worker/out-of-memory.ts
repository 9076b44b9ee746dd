import { StudioError } from '../src-contract/errors'

/** TensorFlow's failure to get memory as one of ours, with the tensor that did not fit; anything else as it is. */
export function asOutOfMemory(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StudioError) return error
  const { message } = error
  if (!/OOM when allocating|CUDA_ERROR_OUT_OF_MEMORY|failed to allocate memory|CUDNN_STATUS_ALLOC_FAILED/i.test(message)) return error
  const shape = /OOM when allocating tensor with shape(\[[\d,]*\])/.exec(message)?.[1]
  const on = /device:GPU|CUDA|CUDNN|GPU_\d+_bfc/.test(message) ? "The GPU's memory" : 'The memory'
  const tensor = shape === undefined ? '' : ` at a tensor of shape ${shape}`
  return new StudioError('out-of-memory', `${on} is used up${tensor}. Take a smaller batch, end other programs that use it, or let fewer jobs compute at once.`, error)
}
