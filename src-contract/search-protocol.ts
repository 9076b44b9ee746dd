/** Main <-> worker, for searches: see worker-protocol.ts. */
import type { SearchCandidate, SearchConfig, SearchSummary } from './domain/search'
import type { TrainConfig } from './domain/run'

export interface SearchJob {
  readonly kind: 'search'
  readonly searchId: string
  readonly runFolder: string
  readonly datasetFolder: string
  readonly trainConfig: TrainConfig
  readonly config: SearchConfig
  /** The checkpoint to score with. Where it is gone or damaged the newest whole one takes its place. Null: with a table. */
  readonly checkpointStep: number | null
  /** Stored by earlier parts of this search, with that checkpoint, in order: it goes on after them. */
  readonly candidates: readonly SearchCandidate[]
  /** What those parts took. */
  readonly secondsBefore: number
}

export interface SearchResult {
  readonly kind: 'search'
  readonly state: 'finished' | 'stopped'
  /** Null where it was stopped before anything was scored. */
  readonly summary: SearchSummary | null
}
