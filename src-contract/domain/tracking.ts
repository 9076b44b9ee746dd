/** Judging a fixed set of architectures at chosen epochs while a run trains. What is asked for stands in TrainConfig. */
import type { RankingRow, RankingSummary } from './ranking'

/** Of one score of all architectures of a point, in its own unit; needs no truth. */
export interface ScoreStatistics {
  readonly mean: number
  /** Standard deviation over the architectures. */
  readonly deviation: number
  readonly least: number
  readonly greatest: number
  /**
   * Spearman ρ of the score, turned so that higher is better, with size and cost: whom it favours, whether rightly or
   * not. Null where a list is constant.
   */
  readonly rhoParameters: number | null
  readonly rhoMultiplyAdds: number | null
}

/** What the architectures were worth after some step. Seconds in the summary are those that judging took. */
export interface TrackedPoint {
  /** Steps of the run that were done. */
  readonly step: number
  /**
   * Null: the whole set. Else a few-shot run is on its way, and these are the architectures of the sub-supernet in
   * training, by its operation on the stage choice: those of others were trained for longer or not yet.
   */
  readonly stage: number | null
  /** Passes over the training images in the stage, a fraction where it ends within one. */
  readonly epoch: number
  readonly summary: RankingSummary
  readonly statistics: Readonly<Record<'accuracy' | 'loss', ScoreStatistics>>
}

/** A point with the architectures behind it, in order of index. */
export interface TrackedTable {
  readonly point: TrackedPoint
  readonly rows: readonly RankingRow[]
}

/** Points of the whole set: those of a stage are of other architectures. */
export function wholePoints(points: readonly TrackedPoint[]): readonly TrackedPoint[] {
  return points.filter(({ stage }) => stage === null)
}

/** The newest point of the whole set; null where there is none. */
export function lastWhole(points: readonly TrackedPoint[]): TrackedPoint | null {
  return wholePoints(points).at(-1) ?? null
}
