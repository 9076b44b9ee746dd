import { expect, it } from 'vitest'
import { StudioError } from '../../src-contract/errors'
import { asOutOfMemory } from '../../src-worker/out-of-memory'

it("names the tensor that the GPU's memory does not hold, and leaves other errors alone", () => {
  const said = new Error('OOM when allocating tensor with shape[256,64,112,112] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc [Op:Conv2D]')
  const error = asOutOfMemory(said)
  expect(error).toMatchObject({ code: 'out-of-memory', cause: said })
  expect((error as Error).message).toMatch(/^The GPU's memory is used up at a tensor of shape \[256,64,112,112\]\. Take a smaller batch/)
  expect(asOutOfMemory(new Error('CUDA_ERROR_OUT_OF_MEMORY: out of memory'))).toMatchObject({ code: 'out-of-memory' })
  expect(asOutOfMemory(new Error('OOM when allocating tensor with shape[9] by allocator cpu'))).toMatchObject({ message: expect.stringMatching(/^The memory is used up/) as string })
  const named = [new RangeError('Array buffer allocation failed'), new Error('Dst tensor is not initialized.'), new Error('Worker terminated due to reaching memory limit: JS heap out of memory'), Object.assign(new Error('read'), { code: 'ENOMEM' })]
  for (const each of named) expect(asOutOfMemory(each)).toMatchObject({ code: 'out-of-memory', cause: each })
  for (const other of [new Error('ENOMEM'), new StudioError('not-a-number', 'OOM when allocating'), 'text']) expect(asOutOfMemory(other)).toBe(other)
})
