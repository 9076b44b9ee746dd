/** Accuracy (0..1) and mean cross-entropy of one subnet on the held-out images. */
export interface Score {
  readonly accuracy: number
  readonly loss: number
}

/**
 * The loss recorded for a subnet whose loss is not a finite number: the largest float32, which a mean cross-entropy in
 * float32 cannot pass. Unlike NaN and Infinity it survives JSON and SQLite, and it sorts as the worst.
 */
export const worstLoss = 3.4028234663852886e38

/** A score as it is recorded: worst in both figures where the loss is not finite. */
export function recordable(score: Score): Score {
  return Number.isFinite(score.loss) && score.loss < worstLoss ? score : { accuracy: 0, loss: worstLoss }
}
