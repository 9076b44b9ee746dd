/** Figures of a whole run that its record does not hold. Null before the first step is stored. */
export interface RunNumbers {
  /** Name of the data set, also of a removed one; null when the history no longer knows it. */
  readonly dataset: string | null
  readonly lossLast: number | null
  readonly lossMin: number | null
  readonly lossMinStep: number | null
  /** Learning rate of the last step. */
  readonly rate: number | null
}
