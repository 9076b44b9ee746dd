import type { TrainConfig } from '../../src-contract/domain/run'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { drawnMomentum } from '../../src-contract/split-choice'
import { drawInteger } from './draw-integer'

/** Whether a run that is wished like this becomes the one that has that configuration, bit by bit. */
export function becomes(wished: TrainConfig, found: TrainConfig): boolean {
  return settings(wished) === settings(found)
}

/** A wish may leave the split choice open, and a run that has begun has what its seed drew. */
function settings(config: TrainConfig): string {
  const momentum = drawnMomentum(config, createSearchSpace(config.space, config.classes), drawInteger)
  // The id of a data set is that of its import; the fingerprint says what is in it.
  return JSON.stringify({ ...config, datasetId: undefined, momentum })
}
