import { worstLoss } from '../../src-contract/domain/ranking'

/** Accuracy (0..1) and mean cross-entropy of one subnet on the held-out images. */
export interface Score {
  readonly accuracy: number
  readonly loss: number
}

/** A score as it is recorded: worst in both figures where the loss is not finite. */
export function recordable(score: Score): Score {
  return Number.isFinite(score.loss) && score.loss < worstLoss ? score : { accuracy: 0, loss: worstLoss }
}
