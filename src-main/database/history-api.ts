import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { ImportedRanking, ImportedRow } from '../../src-contract/domain/imported-ranking'
import type { RankingConfig, RankingRecord, RankingRow, RankingSummary } from '../../src-contract/domain/ranking'
import type { CheckpointRecord, MetricRow, RunRecord, TrainConfig, Versions } from '../../src-contract/domain/run'
import type { SearchCandidate, SearchConfig, SearchRecord, SearchSummary } from '../../src-contract/domain/search'
import type { StudyRecord, StudyResult } from '../../src-contract/study/study'
import type { ErrorData } from '../../src-contract/errors'
import type { RankingEntries, RankingEntriesRequest, RankingScatter } from '../../src-contract/domain/ranking-view'
import type { MarkedRun, RunMarks, RunTablePage, RunTableRequest, SavedView, TrashEmptied } from '../../src-contract/domain/run-table'
import type { SeriesAnswer, SeriesRequest } from '../../src-contract/domain/series'
import type { TrackedPoint } from '../../src-contract/domain/tracking'
import type { Place } from './socket/owner-file'
import type { PackedPoint } from './tracked-pack'
import type { LiveScore } from '../../src-contract/worker-protocol'

/**
 * What anyone may look at: answered by the owner of the history itself, or over its socket for another process. All
 * look-ups by id accept an unambiguous prefix; data sets, runs, imported rankings and studies also their exact name. Missing: 'dataset-missing' or
 * 'run-missing' ('ranking-missing', 'study-missing').
 */
export interface HistoryReader {
  datasets(): Promise<readonly DatasetRecord[]>
  dataset(idOrName: string): Promise<DatasetRecord>
  /** Newest first, without those in the trash. */
  runs(): Promise<readonly RunRecord[]>
  run(idOrName: string): Promise<RunRecord>
  /** Rows with from <= step < to, in order, in pages so that a million rows never stand in memory at once. */
  metrics(runId: string, range?: { readonly from: number; readonly to: number }): AsyncIterable<readonly MetricRow[]>
  /** Those that are on the disk: older ones were removed in the course of the run. By step. */
  checkpoints(runId: string): Promise<readonly CheckpointRecord[]>
  rankings(runId: string): Promise<readonly RankingRecord[]>
  rankingRows(rankingId: string): AsyncIterable<readonly RankingRow[]>
  /** By step; at the end of a few-shot run the whole set after the last sub-supernet. */
  tracked(runId: string): Promise<readonly TrackedPoint[]>
  /** The architectures of a point, in order of index. */
  trackedRows(runId: string, step: number, stage: number | null): AsyncIterable<readonly RankingRow[]>
  /** Scores made elsewhere, newest first. */
  importedRankings(): Promise<readonly ImportedRanking[]>
  importedRanking(idOrName: string): Promise<ImportedRanking>
  /** Newest first. */
  studies(): Promise<readonly StudyRecord[]>
  study(idOrName: string): Promise<StudyRecord>
  /** Ids of the studies that the owner of the history works on, whatever their runs are doing at the moment. */
  studiesUnderWay(): Promise<readonly string[]>
  /** Results of its runs that were made in other histories. */
  studyImports(idOrName: string): Promise<readonly StudyResult[]>
  /** Of all runs, newest first. */
  searches(): Promise<readonly SearchRecord[]>
  search(id: string): Promise<SearchRecord>
  /** In the order in which they were looked at. */
  searchCandidates(searchId: string): AsyncIterable<readonly SearchCandidate[]>
}

export interface NewRun {
  readonly id: string
  readonly name: string
  readonly config: TrainConfig
  readonly totalSteps: number
  readonly versions: Versions
}

export interface RunStart {
  readonly step: number
  readonly totalSteps: number
  readonly config: TrainConfig
}

/** Steps are not told: they are the stored metric rows. */
export interface RunEnd {
  /** Paused: it waits for something outside (the user, or space on the disk) and is then to go on. */
  readonly state: 'paused' | 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly finalLoss: number | null
  readonly weightsSha256: string | null
  /** Added to what earlier parts of the run took. */
  readonly seconds: number
  readonly error: ErrorData | null
}

export interface NewRanking {
  readonly id: string
  readonly config: RankingConfig
  /** The newest there is; `startRanking` tells which one is used in the end. */
  readonly checkpointStep: number
}

export interface RankingEnd {
  readonly state: 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly rows: readonly RankingRow[] | null
  readonly summary: RankingSummary | null
  /** Added to what was told with the scores. */
  readonly seconds: number
  readonly error: ErrorData | null
}

export interface NewSearch {
  readonly id: string
  readonly config: SearchConfig
  /** The newest there is; `startSearch` tells which one is used in the end. Null: the scorer is a table. */
  readonly checkpointStep: number | null
}

export interface SearchEnd {
  readonly state: 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly summary: SearchSummary | null
  /** Added to what was told with the candidates. */
  readonly seconds: number
  readonly error: ErrorData | null
}

/**
 * What the window looks at, answered at once from the owner's connection: arrays that a socket of text could not carry.
 * Look-ups take the same keys as those of HistoryReader.
 */
export interface HistoryViews {
  /** The record of a data set that was removed, else null. */
  removedDataset(id: string): DatasetRecord | null
  queryRuns(request: RunTableRequest): RunTablePage
  /** Dotted paths of every setting that occurs, for `config.<path>` columns; sorted. */
  settingPaths(): readonly string[]
  /** Most used first. */
  tags(): readonly { readonly tag: string; readonly runs: number }[]
  marks(runId: string): MarkedRun
  views(): readonly SavedView[]
  querySeries(request: SeriesRequest): SeriesAnswer
  queryRankingEntries(request: RankingEntriesRequest): RankingEntries
  rankingScatter(rankingId: string): RankingScatter
  queryImportedEntries(request: RankingEntriesRequest): RankingEntries
  importedScatter(rankingId: string): RankingScatter
  /** Candidates of a search after that number, and the number after which to go on (null: that was all). */
  candidatePage(searchId: string, after: number): { readonly rows: readonly SearchCandidate[]; readonly next: number | null }
}

/** What a user arranges. Each call is durable when it returns. */
export interface HistoryKeeper {
  markRuns(ids: readonly string[], marks: RunMarks): void
  saveView(view: SavedView): void
  removeView(id: string): void
  /** Into the trash: gone from every list, with its folder set aside; `undoDelete` brings all of it back. */
  deleteRuns(ids: readonly string[]): void
  undoDelete(ids: readonly string[]): void
  /** Frees the space of what lies in the trash. There is no way back. */
  emptyTrash(): TrashEmptied
}

/**
 * Each method returns only after its transaction is durable (WAL, synchronous FULL), and throws with nothing changed
 * otherwise ('disk-full', 'disk-failed', ...), so that it can be called again once there is space.
 */
export interface HistoryWriter extends HistoryReader, HistoryViews, HistoryKeeper {
  addDataset(record: DatasetRecord): void
  /** Replaces the record of this id: a new name, or removed and back again. With `removedAt` no reader finds it any more. */
  changeDataset(record: DatasetRecord): void

  addRun(run: NewRun): void
  /**
   * Training starts or goes on at `step`: state running, resolved configuration stored, and metric rows of that and
   * later steps removed, in one transaction. Checkpoints and tracked points of later steps go too; that of `step` itself is the one the
   * run goes on from.
   */
  startRun(runId: string, start: RunStart): void
  addMetrics(runId: string, rows: readonly MetricRow[]): void
  addCheckpoint(runId: string, checkpoint: CheckpointRecord): void
  /** Steps after which there are tracked points, ascending. */
  trackedSteps(runId: string): readonly number[]
  /** All points of one step. */
  addTracked(runId: string, points: readonly PackedPoint[]): void
  endRun(runId: string, end: RunEnd): void
  /** False when the metric rows of an ended run are not those it ended with; null for a run without a stored hash. */
  verifyRun(runId: string): boolean | null
  /**
   * Checks an ended run against its stored hashes, in small parts, and takes it anew from its log where it differs.
   * Returns the notice of that, null where all is well. Checked once for as long as the history is open.
   */
  checkRun(runId: string): Promise<string | null>
  /** A verified copy into `backups/`, of which the newest three stay. Calls while one is made join it. */
  backup(): Promise<void>

  /** State running. With the id of a stopped or interrupted ranking of equal settings: that one goes on. */
  addRanking(ranking: NewRanking): void
  /** The ranking evaluates the checkpoint of that step; scores of another are removed. */
  startRanking(rankingId: string, checkpointStep: number): void
  /** `seconds` since the last call, or since the ranking was begun or went on. */
  addScores(rankingId: string, scores: readonly LiveScore[], seconds: number): void
  scores(rankingId: string): readonly LiveScore[]
  endRanking(rankingId: string, end: RankingEnd): void

  /** State running. With the id of a search that ended before its time, of equal settings: that one goes on. */
  addSearch(search: NewSearch): void
  /** The search scores with the checkpoint of that step; candidates of another are removed. */
  startSearch(searchId: string, checkpointStep: number): void
  /** `seconds` since the last call, or since the search was begun or went on. */
  addCandidates(searchId: string, candidates: readonly SearchCandidate[], seconds: number): void
  candidates(searchId: string): readonly SearchCandidate[]
  endSearch(searchId: string, end: SearchEnd): void
  removeSearch(searchId: string): SearchRecord

  /** `rows` in order of index. */
  addImportedRanking(ranking: ImportedRanking, rows: readonly ImportedRow[]): void
  removeImportedRanking(idOrName: string): ImportedRanking

  addStudy(study: Omit<StudyRecord, 'cells'>): void
  /** Enters a run, queued, as the one of that arm and seed. */
  addStudyRun(studyId: string, arm: string, seed: number, run: NewRun): void
  /** A run that is there becomes the study's. */
  adoptStudyRun(studyId: string, arm: string, seed: number, runId: string): void
  /** All of them or none; each takes the place of what its arm and seed had. */
  addStudyImports(studyId: string, results: readonly StudyResult[]): void
  /** This process works on the study, or does so no more: nothing of that is kept. */
  studyUnderWay(studyId: string, underWay: boolean): void
  /** Its runs stay in the history. */
  removeStudy(idOrName: string): StudyRecord
}

/**
 * The history of one home folder as this process may use it. `owner`: this process has the only connection.
 * `guest`: another process (ownerPid) has it; reads go through its socket. `read-only`: the file was written by a newer
 * version and is only looked at.
 */
export type OpenHistory =
  | {
      readonly access: 'owner'
      readonly history: HistoryWriter
      /** What happened on opening that the user should know: a damaged history restored, a run taken from its log. */
      readonly notices: readonly string[]
      readonly close: () => Promise<void>
    }
  | { readonly access: 'guest'; readonly history: HistoryReader; readonly ownerPid: number; readonly ownerPlace: Place; readonly close: () => Promise<void> }
  | { readonly access: 'read-only'; readonly history: HistoryReader & HistoryViews; readonly warning: string; readonly close: () => Promise<void> }
