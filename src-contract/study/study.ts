/** A study as the history has it: its file, what became of each of its runs, and the results that can be carried elsewhere. */
import type { RunState } from '../domain/choices'
import type { Versions } from '../domain/run'
import type { StudyFile } from './study-file'

export interface StudyRecord {
  readonly id: string
  readonly name: string
  /** The file as it was given, to the byte: its SHA-256 says which study this is. */
  readonly text: string
  readonly sha256: string
  readonly createdAt: string
  /** What has been begun or imported; the others of arms × seeds are still to be done. */
  readonly cells: readonly StudyCell[]
}

export interface StudyCell {
  readonly arm: string
  readonly seed: number
  /** The run of this history; null where the result came from another one. */
  readonly runId: string | null
}

/** A point of a curve. */
export interface CurvePoint {
  /** Steps done. */
  readonly step: number
  readonly value: number
}

/** What one finished run says, wherever it was made: all that figures, tables and curves are computed from. */
export interface StudyResult {
  readonly arm: string
  readonly seed: number
  /** Id in the history it was made in. */
  readonly runId: string
  readonly createdAt: string
  readonly endedAt: string | null
  readonly steps: number
  readonly seconds: number
  readonly finalLoss: number | null
  readonly weightsSha256: string | null
  readonly threads: number
  readonly oneDnn: boolean
  readonly versions: Versions
  /** The whole configuration without what names the data set in one history, as JSON: results of one arm differ in seed only. */
  readonly config: string
  /** Of the evaluation that the figures come from: the ranking, or the tracked architectures at the end of the run. Null for a study without one. */
  readonly evaluation: { readonly step: number; readonly architectures: number; readonly liveGraphs: number; readonly images: number; readonly seconds: number } | null
  /** By column name: see figure.ts. */
  readonly figures: Readonly<Record<string, number | null>>
  /** `loss`: mean training loss over equal parts of the run, each at its last step; others by the column names of the study's figures, at the steps where architectures were tracked. Empty where nobody asked for them. */
  readonly curves: Readonly<Record<string, readonly CurvePoint[]>>
}

/** What became of one run of a study. */
export type CellState =
  /** Not begun. */
  | 'waiting'
  | RunState
  /** Trained, and not evaluated (yet). */
  | 'trained'
  | 'ranking'
  /** The evaluation failed. */
  | 'ranking-failed'
  /** Trained and evaluated. */
  | 'done'

export interface CellView {
  readonly arm: string
  readonly seed: number
  readonly state: CellState
  readonly runId: string | null
  readonly imported: boolean
  readonly steps: number
  /** Null before the run is begun. */
  readonly totalSteps: number | null
  readonly error: string | null
}

export interface StudyView {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly createdAt: string
  readonly file: StudyFile
  /** Arms in the order of the file, each with its seeds. */
  readonly cells: readonly CellView[]
}
