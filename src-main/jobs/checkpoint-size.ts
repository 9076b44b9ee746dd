import type { TrainConfig } from '../../src-contract/domain/run'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { weightElements } from '../../src-contract/search-space/search-space'

/** Bytes of one checkpoint: weights and every momentum pool as 32-bit numbers; headers are small beside them. */
export function checkpointBytes(config: TrainConfig): number {
  const space = createSearchSpace(config.space, config.classes)
  const elements = space.weights.reduce((sum, weight) => sum + weightElements(weight), 0)
  return elements * 4 * (1 + poolsOf(config, space.choices))
}

function poolsOf(config: TrainConfig, choices: readonly { readonly operations: readonly string[] }[]): number {
  if (config.momentum.id === 'shared') return 1
  const { splitChoice } = config.momentum
  const counts = choices.map((choice) => choice.operations.length)
  // Drawn later: the largest it can become.
  return splitChoice === null ? Math.max(...counts) : (counts[splitChoice] ?? 1)
}
