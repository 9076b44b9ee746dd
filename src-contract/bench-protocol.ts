/** What the benches ask of a worker, and what they measure. */
import type { SpaceConfig } from './domain/run'

export interface BenchJob {
  readonly kind: 'bench'
  readonly what: 'train' | 'rank'
  readonly architectures: readonly (readonly number[])[]
  readonly threads: number
}

/** What CaLR and MS cost. */
export interface BenchCostJob {
  readonly kind: 'bench-cost'
  readonly spaces: readonly SpaceConfig[]
  /** Measured steps of each arm. */
  readonly steps: number
  readonly threads: number
}

/** How fast a folder of photographs streams. */
export interface BenchDataJob {
  readonly kind: 'bench-data'
  /** Made of the sample where it is not there. */
  readonly folder: string
  readonly sample: string
  readonly images: number
  /** Emptied at the end. */
  readonly scratch: string
  /** Of each of the measurements. */
  readonly seconds: number
  readonly threads: number
}

export interface BenchResult {
  readonly kind: 'bench'
  readonly imagesPerSecond: number
  readonly seconds: number
  /** Costliest operations by measured time, most first: share of the step. */
  readonly costliest: readonly { readonly operation: string; readonly share: number }[]
}

export interface CostOfArm {
  readonly arm: string
  /** Median over the steps of the time against that of the first arm with the same subnet, and the quartiles. */
  readonly ratio: number
  readonly lowerQuartile: number
  readonly upperQuartile: number
  /** Weights, masks and all momentum buffers. */
  readonly stateBytes: number
}

export interface CostOfSpace {
  readonly space: SpaceConfig
  /** Momentum buffer sets of the arms with several. */
  readonly groups: number
  /** All weights, and so one set of buffers. */
  readonly weightBytes: number
  readonly arms: readonly CostOfArm[]
}

export interface BenchCostResult {
  readonly kind: 'bench-cost'
  readonly steps: number
  readonly spaces: readonly CostOfSpace[]
}

/** One number of decoder threads. */
export interface StreamMeasure {
  readonly decoders: number
  /** Where nothing is done with the images. */
  readonly imagesPerSecond: number
  readonly trainImagesPerSecond: number
  /** Share of the time of a training in which it had no images to go on with. */
  readonly waitingShare: number
}

export interface BenchDataResult {
  readonly kind: 'bench-data'
  readonly images: number
  readonly indexSeconds: number
  readonly indexBytes: number
  readonly side: number
  readonly batch: number
  readonly streams: readonly StreamMeasure[]
}
