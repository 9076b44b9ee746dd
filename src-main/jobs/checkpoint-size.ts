import type { TrainConfig } from '../../src-contract/domain/run'
import { runSchedule } from '../../src-contract/run-schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { weightElements } from '../../src-contract/search-space/search-space'

/** Bytes of the largest checkpoint: weights of every stage, momentum pools of the last; headers are small beside them. */
export function checkpointBytes(config: TrainConfig): number {
  return weightBytes(config) * (runSchedule(config).stages.length + poolsOf(config))
}

/** Bytes of all weights of one supernet as 32-bit numbers. */
export function weightBytes({ space, classes }: TrainConfig): number {
  return 4 * createSearchSpace(space, classes).weights.reduce((sum, weight) => sum + weightElements(weight), 0)
}

/** Momentum pools that a stage can come to have. */
export function poolsOf({ momentum, space, classes }: TrainConfig): number {
  if (momentum.id === 'shared') return 1
  const counts = createSearchSpace(space, classes).choices.map((choice) => choice.operations.length)
  // Drawn later: the largest it can become.
  return momentum.splitChoice === null ? Math.max(...counts) : (counts[momentum.splitChoice] ?? 1)
}
