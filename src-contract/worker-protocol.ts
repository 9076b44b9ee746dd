/**
 * Main <-> worker. A worker process receives one job, runs it and exits. Events carry facts that main stores; main
 * answers `recorded` once they are durable, and a checkpoint is completed only after that answer, so that no valid
 * checkpoint can be ahead of the history.
 */
import type { BenchCostJob, BenchCostResult, BenchDataJob, BenchDataResult, BenchJob, BenchResult } from './bench-protocol'
import type { StatisticsId, StorageId } from './domain/choices'
import type { DatasetRecord, ScanReport, SourceChange, SplitChoice } from './domain/dataset'
import type { BetterId, CountedAs, ImportedRow, ImportedSummary } from './domain/imported-ranking'
import type { RankingConfig, RankingRow, RankingSummary } from './domain/ranking'
import type { CheckpointRecord, MetricRow, TrainConfig } from './domain/run'
import type { SearchCandidate } from './domain/search'
import type { StepMeasure } from './domain/run-plan'
import type { TrackedTable } from './domain/tracking'
import type { ErrorData } from './errors'
import type { Progress } from './progress'
import type { SearchJob, SearchResult } from './search-protocol'

/** Looks at a folder and reports what an import would make of it. */
export interface ScanJob {
  readonly kind: 'scan'
  readonly sourcePath: string
  /** Folders of the app itself, refused as a source. */
  readonly forbidden: readonly string[]
}

/** Compares an imported data set with the folder it came from, without reading any file of it. */
export interface SourceCheckJob {
  readonly kind: 'source-check'
  readonly sourcePath: string
  /** Folder of the data set in the home folder. */
  readonly folder: string
}

/** Finds the images of an indexed data set in another folder, and points the data set to it where all of them are the same. */
export interface RelocateJob {
  readonly kind: 'relocate'
  /** The folder they lie in now. */
  readonly sourcePath: string
  /** Folder of the data set in the home folder. */
  readonly folder: string
  /** Folders of the app itself, refused as a source. */
  readonly forbidden: readonly string[]
}

export interface ImportJob {
  readonly kind: 'import'
  readonly datasetId: string
  readonly name: string | null
  readonly sourcePath: string
  /** Final folder of the data set; the job writes into `<folder>.tmp` and renames when all is durable. */
  readonly folder: string
  /** Null: the commonest size up to 96, else 32. */
  readonly imageSize: number | null
  readonly split: SplitChoice
  /** Left out: class folders whose images are mostly larger than 96 pixels are indexed, all else is packed. */
  readonly storage?: StorageId | undefined
  /** Left out: published values where the set is CIFAR, else measured. */
  readonly statistics?: StatisticsId | undefined
  /** Folders of the app itself, refused as a source. */
  readonly forbidden: readonly string[]
}

/** Checkpoints of a run that stand on the disk; older ones are removed once a newer one is durable. */
export const checkpointsKept = 3

export interface CheckpointPolicy {
  readonly minutes: number
  /** Null: by time only. */
  readonly steps: number | null
}

export interface TrainJob {
  readonly kind: 'train'
  readonly runId: string
  /** `runs/<id>` of the home folder. */
  readonly folder: string
  readonly datasetFolder: string
  readonly config: TrainConfig
  readonly checkpoints: CheckpointPolicy
  /** Continue from the newest valid checkpoint; without one, from the start. */
  readonly resume: boolean
  /** Steps after which there are tracked points in the history: where a resume goes back behind them they are void. */
  readonly tracked: readonly number[]
  /** Goes into each checkpoint. */
  readonly studioVersion: string
}

/** Trains a few steps of a configuration, and judges a few of the architectures it tracks, to see how long they take. Leaves nothing behind. */
export interface EstimateJob {
  readonly kind: 'estimate'
  readonly datasetFolder: string
  readonly config: TrainConfig
  /** Measuring ends after this time, and at least the first steps. */
  readonly seconds: number
}

export interface RankJob {
  readonly kind: 'rank'
  readonly rankingId: string
  readonly runFolder: string
  readonly datasetFolder: string
  readonly trainConfig: TrainConfig
  readonly config: RankingConfig
  /** The checkpoint to rank with. Where it is gone or damaged the newest whole one takes its place. */
  readonly checkpointStep: number
  /** The checkpoint of `scored`: void where another one is ranked with. */
  readonly scoredStep: number
  /** Scores of live graphs, already stored by earlier parts of this ranking. */
  readonly scored: readonly LiveScore[]
  /** What those parts took. */
  readonly secondsBefore: number
  /** Only estimate: report the time of the whole job and end. */
  readonly estimateOnly: boolean
}

/** Judges scores made elsewhere; leaves nothing behind. */
export interface JudgeJob extends CountedAs {
  readonly kind: 'judge'
  /** Name of the file, for errors. */
  readonly source: string
  /** What it holds: see parse-scores.ts. */
  readonly text: string
  readonly better: BetterId
}

export interface VerifyJob {
  readonly kind: 'verify'
  readonly folder: string
}

/** What device TensorFlow offers, for `doctor`. */
export interface DeviceJob {
  readonly kind: 'device'
}

export type Job = ScanJob | SourceCheckJob | RelocateJob | ImportJob | TrainJob | RankJob | SearchJob | JudgeJob | VerifyJob | DeviceJob | BenchJob | BenchCostJob | BenchDataJob | EstimateJob

/** Score of one live graph; every architecture with that graph shares it. */
export interface LiveScore {
  readonly liveKey: string
  readonly accuracy: number
  readonly loss: number
}

export type Command =
  /** Finish the step, checkpoint, report. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'checkpoint' }
  /** All events up to this sequence number are durable. */
  | { readonly kind: 'recorded'; readonly sequence: number }

export type JobEvent =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning'; readonly message: string }
  /** Training begins at `step` (0, or that of the checkpoint it resumes from): rows of later steps are to be removed, and tracked points after it. */
  | { readonly kind: 'started'; readonly step: number; readonly totalSteps: number; readonly config: TrainConfig }
  | { readonly kind: 'metrics'; readonly rows: readonly MetricRow[] }
  | { readonly kind: 'checkpoint'; readonly checkpoint: CheckpointRecord }
  /** All points of one step of a training, which are stored together. */
  | { readonly kind: 'tracked'; readonly tables: readonly TrackedTable[] }
  /** A ranking or search evaluates the weights of this checkpoint: stored scores of another one are void. */
  | { readonly kind: 'weights'; readonly step: number }
  | { readonly kind: 'scores'; readonly scores: readonly LiveScore[] }
  /** Architectures that a search looked at, in order. */
  | { readonly kind: 'candidates'; readonly candidates: readonly SearchCandidate[] }
  /** One line of verify, as soon as it is known. */
  | { readonly kind: 'case'; readonly result: CaseResult }

/** What a worker says about its job, to be stored. */
export type JobReport =
  | { readonly kind: 'event'; readonly sequence: number; readonly event: JobEvent }
  | { readonly kind: 'done'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: ErrorData }

/** `alive` comes every few seconds from a worker whose event loop turns, whatever its job reports. */
export type WorkerEvent = JobReport | { readonly kind: 'alive' }

export interface TrainResult {
  readonly kind: 'train'
  readonly state: 'finished' | 'stopped'
  readonly steps: number
  readonly totalSteps: number
  readonly finalLoss: number | null
  readonly weightsSha256: string
  /** Seconds this job trained (not those before a resume). */
  readonly seconds: number
}

export interface ScanResult {
  readonly kind: 'scan'
  readonly state: 'finished' | 'stopped'
  /** Null when stopped. */
  readonly report: ScanReport | null
}

export interface SourceCheckResult {
  readonly kind: 'source-check'
  readonly state: 'finished' | 'stopped'
  /** Null when stopped. */
  readonly change: SourceChange | null
}

export interface RelocateResult {
  readonly kind: 'relocate'
  readonly state: 'finished' | 'stopped'
  /** The real path of the folder that the data set now points to; null when stopped. */
  readonly sourcePath: string | null
}

export interface ImportResult {
  readonly kind: 'import'
  readonly state: 'finished' | 'stopped'
  /** Null when stopped. */
  readonly dataset: DatasetRecord | null
}

export interface RankResult {
  readonly kind: 'rank'
  readonly state: 'finished' | 'stopped'
  readonly checkpointStep: number
  readonly estimateSeconds: number
  /** Both null when stopped or only estimated. */
  readonly rows: readonly RankingRow[] | null
  readonly summary: RankingSummary | null
}

export interface JudgeResult {
  readonly kind: 'judge'
  /** In order of index. */
  readonly rows: readonly ImportedRow[]
  readonly summary: ImportedSummary
}

/** One golden case replayed; deviations are the largest absolute ones (learning rate: relative), null where unsupported. */
export type CaseResult =
  | {
      readonly name: string
      readonly supported: boolean
      readonly pass: boolean | null
      readonly loss: number | null
      readonly learningRate: number | null
      readonly weights: number | null
      readonly momentum: number | null
      readonly logits: number | null
      /** Why it is unsupported or failed, naming tensor and step; empty where it passed. */
      readonly reason: string
    }
  | { readonly name: 'closed-form'; readonly supported: true; readonly pass: boolean; readonly largest: number; readonly reason: string }

export interface VerifyResult {
  readonly kind: 'verify'
  readonly cases: number
  readonly passed: number
  readonly failed: number
  readonly unsupported: number
}

export interface DeviceResult {
  readonly kind: 'device'
  readonly tensorflow: string
  readonly tfjs: string
  readonly usesGpu: boolean
  readonly threads: number
}

/** Variable of a worker that has the libraries for GPUs: one that finds no GPU all the same says so. */
export const gpuExpected = 'SUPERNET_STUDIO_GPU'

export interface EstimateResult {
  readonly kind: 'estimate'
  /** Null when stopped before there were enough steps. */
  readonly measure: StepMeasure | null
}

export type JobResult = TrainResult | ScanResult | SourceCheckResult | RelocateResult | ImportResult | RankResult | SearchResult | JudgeResult | VerifyResult | DeviceResult | BenchResult | BenchCostResult | BenchDataResult | EstimateResult

export type ResultOf<J extends Job> = Extract<JobResult, { kind: J['kind'] }>

