import { StudioError, systemErrorCode } from '../src-contract/errors'

/** Words of TensorFlow (the last of them where a copy to a GPU found no room), of JavaScript about its buffers and about the heap of a thread. */
const words =
  /OOM when allocating|CUDA_ERROR_OUT_OF_MEMORY|failed to allocate memory|CUDNN_STATUS_ALLOC_FAILED|Dst tensor is not initialized|Array buffer allocation failed|Worker terminated due to reaching memory limit/i

/** Whether memory was wanting, which says nothing about what was worked on. */
export function isOutOfMemory(error: unknown): error is Error {
  if (error instanceof StudioError) return error.code === 'out-of-memory'
  return error instanceof Error && (words.test(error.message) || systemErrorCode(error) === 'ENOMEM')
}

/** A failure to get memory as one of ours, with the tensor that did not fit; anything else as it is. */
export function asOutOfMemory(error: unknown): unknown {
  if (error instanceof StudioError || !isOutOfMemory(error)) return error
  const { message } = error
  const shape = /OOM when allocating tensor with shape(\[[\d,]*\])/.exec(message)?.[1]
  const on = /device:GPU|CUDA|CUDNN|GPU_\d+_bfc/.test(message) ? "The GPU's memory" : 'The memory'
  const tensor = shape === undefined ? '' : ` at a tensor of shape ${shape}`
  return new StudioError('out-of-memory', `${on} is used up${tensor}. Take a smaller batch, end other programs that use it, or let fewer jobs compute at once.`, error)
}
