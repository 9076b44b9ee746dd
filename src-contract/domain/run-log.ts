/** What the log of a run tells beside its metrics: when which step was done, and what happened. */
import type { ErrorData } from '../errors'

/**
 * When steps were done, one entry for each report of the worker, thinned in long runs. All lists have one length and
 * none falls. Steps that a resume went back over are not in it.
 */
export interface RunTimes {
  /** Steps done: the row of step k is done at k + 1. */
  readonly steps: Float64Array
  /** Seconds since 1970 (UTC). */
  readonly wall: Float64Array
  /** Seconds spent training, pauses left out. */
  readonly elapsed: Float64Array
}

export interface RunLogLine {
  /** ISO time (UTC). */
  readonly time: string
  readonly level: 'info' | 'warning' | 'error'
  readonly message: string
}

export interface RunLogView {
  /** Newest first; at most 500. */
  readonly lines: readonly RunLogLine[]
  /** Of the last part of the run, with the last lines of its worker as the cause; null where that went well. */
  readonly error: ErrorData | null
}
