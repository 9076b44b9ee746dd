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
  /** That all tracked points of the run take together, from a few of their evaluations; left out where none was measured. */
  readonly trackingSeconds?: number | undefined
}

/** Bytes at the peak of a whole run: pools that the measured steps had not made yet come on top of what was seen, and the weights of other stages. */
export function peakOfRun({ peakBytes, poolsMade }: StepMeasure, { pools, stages, weightBytes }: Pick<RunPlan, 'pools' | 'stages' | 'weightBytes'>): number {
  return peakBytes + Math.max(0, pools - poolsMade + stages - 1) * weightBytes
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
  /** Architectures judged while it trains, and how often; null: none. */
  readonly tracking: { readonly architectures: number; readonly points: number } | null
  /** History and log, which grow with the steps and the tracked points. */
  readonly recordBytes: number
  readonly freeDiskBytes: number
  readonly memoryBytes: number
  /** Null when this configuration has not been measured on this machine. */
  readonly measured: StepMeasure | null
}
