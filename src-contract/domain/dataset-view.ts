import type { DatasetKind, Role, RunState } from './choices'
import type { SourceChange } from './dataset'
import type { ErrorData } from '../errors'
import type { Progress } from '../progress'

/** A data set as the list shows it: without the report, which has a row for each class. */
export interface DatasetOverview {
  readonly id: string
  readonly name: string
  readonly kind: DatasetKind
  readonly sourcePath: string
  readonly imageSize: number
  readonly indexed: boolean
  readonly classes: number
  readonly counts: Readonly<Record<Role, number>>
  readonly packedBytes: number
  readonly createdAt: string
  readonly rejected: number
  readonly warnings: number
  /** Runs of the history that were trained on it, without those in the trash. */
  readonly runs: number
  readonly source: SourceLook
}

/** What is known of the folder that a data set came from. */
export interface SourceLook {
  readonly checking: boolean
  /** Null until somebody looked. */
  readonly change: SourceChange | null
  /** ISO time of the look. */
  readonly checkedAt: string | null
  /** Why the last look failed. */
  readonly error: ErrorData | null
  /** Its images are being looked for in another folder, or were not found there; null otherwise. */
  readonly relocation: { readonly state: 'looking'; readonly path: string; readonly progress: Progress | null } | { readonly state: 'failed'; readonly error: ErrorData } | null
}

export interface DatasetRun {
  readonly id: string
  readonly name: string
  readonly state: RunState
  /** ISO time. */
  readonly created: string
}

export interface DatasetRuns {
  readonly total: number
  /** The newest of them. */
  readonly newest: readonly DatasetRun[]
}
