import type { TrainConfig } from './run'

/** Steps of one configuration as measured on this machine. */
export interface StepMeasure {
  readonly secondsPerStep: number
  /** Standard error of that, as a share: subnets differ in size, and only some were tried. */
  readonly error: number
  readonly steps: number
  /** Highest resident memory of the worker, with the weights and momentum pools that it had by then. */
  readonly peakBytes: number
  readonly poolsMade: number
}

/** What a run would be, before it is started. */
export interface RunPlan {
  readonly config: TrainConfig
  readonly stepsPerEpoch: number
  readonly subnetsPerStep: number
  readonly totalSteps: number
  /** Sub-supernets that are trained one after another, each for an equal share of the steps; else 1. */
  readonly stages: number
  /** All weights of one supernet as 32-bit numbers; a momentum pool takes as much. */
  readonly weightBytes: number
  readonly pools: number
  readonly checkpointBytes: number
  /** Checkpoints on the disk at once while the newest is being written. */
  readonly checkpoints: number
  /** History and log, which grow with the steps. */
  readonly recordBytes: number
  readonly freeDiskBytes: number
  readonly memoryBytes: number
  /** Null when this configuration has not been measured on this machine. */
  readonly measured: StepMeasure | null
}
