import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Evaluate } from './evaluate-architectures'

/** A batch on the device; tensors in the app, anything countable in a test. */
export interface DeviceBatch {
  dispose(): void
}

export interface BatchSource<Batch extends DeviceBatch> {
  /** Images of each batch. */
  readonly sizes: readonly number[]
  /** Bytes of all batches on the device together. */
  readonly bytes: number
  /** Puts one batch on the device; the caller disposes of it. */
  read(number: number): Batch
}

/** Right answers and summed cross-entropy of one subnet on one batch. Leaves the batch as it is. */
export type EvaluateBatch<Batch> = (batch: Batch, architecture: Architecture) => { readonly correct: number; readonly lossSum: number }

/** Held-out images up to this size stay on the device between evaluations; CIFAR-10's 25,000 take 307 MB. */
export const keptBytes = 512 * 2 ** 20

/**
 * Scores subnets on all batches of a source. Batches are read at the first evaluation and kept where all of them fit
 * `limit` bytes, else read again for each subnet and given back at once. `dispose` gives back what is kept.
 */
export function createBatchEvaluator<Batch extends DeviceBatch>(
  source: BatchSource<Batch>,
  evaluateBatch: EvaluateBatch<Batch>,
  limit = keptBytes,
): { readonly evaluate: Evaluate; readonly dispose: () => void } {
  const images = source.sizes.reduce((sum, size) => sum + size, 0)
  const keep = source.bytes <= limit
  const kept: Batch[] = []

  const onBatch = (number: number, architecture: Architecture) => {
    const batch = kept[number] ?? source.read(number)
    if (keep) kept[number] = batch
    try {
      return evaluateBatch(batch, architecture)
    } finally {
      if (!keep) batch.dispose()
    }
  }
  return {
    evaluate: async (architecture, pause) => {
      let correct = 0
      let lossSum = 0
      for (let number = 0; number < source.sizes.length; number++) {
        if (number > 0 && !(await pause())) return null
        const result = onBatch(number, architecture)
        correct += result.correct
        lossSum += result.lossSum
      }
      return { accuracy: correct / images, loss: lossSum / images }
    },
    dispose: () => kept.splice(0).forEach((batch) => batch.dispose()),
  }
}
