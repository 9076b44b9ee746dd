import type { TrainConfig } from '../../src-contract/domain/run'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { weightElements } from '../../src-contract/search-space/search-space'

/** Bytes of one checkpoint: weights and every momentum pool as 32-bit numbers; headers are small beside them. */
export function checkpointBytes(config: TrainConfig): number {
  return weightBytes(config) * (1 + poolsOf(config))
}

/** Bytes of all weights of the supernet. */
export function weightBytes({ space, classes }: TrainConfig): number {
  return 4 * createSearchSpace(space, classes).weights.reduce((sum, weight) => sum + weightElements(weight), 0)
}

/** Momentum pools that the run can come to have. */
export function poolsOf({ momentum, space, classes }: TrainConfig): number {
  if (momentum.id === 'shared') return 1
  const counts = createSearchSpace(space, classes).choices.map((choice) => choice.operations.length)
  // Drawn later: the largest it can become.
  return momentum.splitChoice === null ? Math.max(...counts) : (counts[momentum.splitChoice] ?? 1)
}
