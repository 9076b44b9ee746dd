/** Progress of any long work, as one record, so that the window and the terminal draw all of it alike. */
export interface Progress {
  /** What is being done now, in the imperative of a status line: "Packing images", "Training", "Ranking". */
  readonly phase: string
  readonly done: number
  /** Null while the total is not known yet (a folder is still being walked). */
  readonly total: number | null
  /** What is counted: "images", "steps", "architectures". */
  readonly unit: string
  /** Seconds left by the rate seen so far; null before there is one. */
  readonly secondsLeft: number | null
  /** Figures worth a look meanwhile, e.g. { loss: 1.83, imagesPerSecond: 92 }. */
  readonly figures: Readonly<Record<string, number>>
}
