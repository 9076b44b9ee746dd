import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { RankingConfig, RankingRecord, RankingRow, RankingSummary } from '../../src-contract/domain/ranking'
import type { CheckpointRecord, MetricRow, RunRecord, TrainConfig, Versions } from '../../src-contract/domain/run'
import type { ErrorData } from '../../src-contract/errors'
import type { LiveScore } from '../../src-contract/worker-protocol'

/**
 * What anyone may look at: answered by the owner of the history itself, or over its socket for another process. All
 * look-ups by id accept an unambiguous prefix; data sets and runs also their exact name. Missing: 'dataset-missing' or
 * 'run-missing'.
 */
export interface HistoryReader {
  datasets(): Promise<readonly DatasetRecord[]>
  dataset(idOrName: string): Promise<DatasetRecord>
  /** Newest first. */
  runs(): Promise<readonly RunRecord[]>
  run(idOrName: string): Promise<RunRecord>
  /** Rows with from <= step < to, in order, in pages so that a million rows never stand in memory at once. */
  metrics(runId: string, range?: { readonly from: number; readonly to: number }): AsyncIterable<readonly MetricRow[]>
  checkpoints(runId: string): Promise<readonly CheckpointRecord[]>
  rankings(runId: string): Promise<readonly RankingRecord[]>
  rankingRows(rankingId: string): AsyncIterable<readonly RankingRow[]>
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
  readonly state: 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly finalLoss: number | null
  readonly weightsSha256: string | null
  /** Added to what earlier parts of the run took. */
  readonly seconds: number
  readonly error: ErrorData | null
}

export interface NewRanking {
  readonly id: string
  readonly config: RankingConfig
  readonly checkpointStep: number
}

export interface RankingEnd {
  readonly state: 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly rows: readonly RankingRow[] | null
  readonly summary: RankingSummary | null
}

/**
 * Each method returns only after its transaction is durable (WAL, synchronous FULL), and throws with nothing changed
 * otherwise ('disk-full', 'disk-failed', ...), so that it can be called again once there is space.
 */
export interface HistoryWriter extends HistoryReader {
  addDataset(record: DatasetRecord): void
  removeDataset(id: string): void

  addRun(run: NewRun): void
  /**
   * Training starts or goes on at `step`: state running, resolved configuration stored, and metric rows of that and
   * later steps removed, in one transaction. Checkpoints of later steps go too; that of `step` itself is the one the
   * run goes on from.
   */
  startRun(runId: string, start: RunStart): void
  addMetrics(runId: string, rows: readonly MetricRow[]): void
  addCheckpoint(runId: string, checkpoint: CheckpointRecord): void
  endRun(runId: string, end: RunEnd): void
  /** False when the metric rows of an ended run are not those it ended with; null for a run without a stored hash. */
  verifyRun(runId: string): boolean | null

  /** State running. With the id of a stopped or interrupted ranking of equal settings: that one goes on. */
  addRanking(ranking: NewRanking): void
  addScores(rankingId: string, scores: readonly LiveScore[]): void
  scores(rankingId: string): readonly LiveScore[]
  endRanking(rankingId: string, end: RankingEnd): void
}

/**
 * The history of one home folder as this process may use it. `owner`: this process has the only connection.
 * `guest`: another process (ownerPid) has it; reads go through its socket. `read-only`: the file was written by a newer
 * version and is only looked at.
 */
export type OpenHistory =
  | { readonly access: 'owner'; readonly history: HistoryWriter; readonly close: () => Promise<void> }
  | { readonly access: 'guest'; readonly history: HistoryReader; readonly ownerPid: number; readonly close: () => Promise<void> }
  | { readonly access: 'read-only'; readonly history: HistoryReader; readonly warning: string; readonly close: () => Promise<void> }
