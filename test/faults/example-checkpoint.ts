import type { TrainConfig } from '../../src-contract/domain/run'
import type { Checkpoint } from '../../src-worker/training/checkpoint-store'

/** A checkpoint whose every value follows from its step, so that any mixture of two steps shows. */
export function exampleCheckpoint(step: number, floats = 300): Checkpoint {
  const values = Float32Array.from({ length: floats }, (_, i) => i + step)
  return {
    step,
    totalSteps: 100,
    config: { datasetFingerprint: 'f' } as TrainConfig,
    seen: ['a'],
    tensors: new Map([
      ['weights/a', { shape: [3, floats / 3], values }],
      ['momentum/2/a', { shape: [3, floats / 3], values }],
    ]),
  }
}
