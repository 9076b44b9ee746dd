import type { OwnSpace } from '../search-space/own-space'
import type { InactiveId, MethodId, MomentumId, RunState, SamplerId } from './choices'
import type { ArchitectureSubset } from './ranking'

/** Learning-rate schedule with only the settings it has. */
export type RateConfig =
  | { readonly id: 'constant' }
  | { readonly id: 'cosine' }
  | { readonly id: 'fixed'; readonly gamma: number }
  | { readonly id: 'calr'; readonly gammaMax: number }

/**
 * Momentum policy. `splitChoice` null: drawn from the seed when the run starts, and then stored. Random groups take only
 * their number from it: as many as it has operations.
 */
export type MomentumConfig =
  | { readonly id: 'shared' }
  | { readonly id: Exclude<MomentumId, 'shared'>; readonly splitChoice: number | null }

/**
 * Few-shot methods: each operation of `choice` has a sub-supernet of its own, which holds the architectures with that
 * operation there. They are trained one after another as stages of the run, numbered by operation.
 */
export interface StagesConfig {
  readonly choice: number
  /** The only operation whose sub-supernet is trained; null: all are. */
  readonly only: number | null
}

export interface NasBench201Config {
  readonly id: 'nas-bench-201'
  /** Channels C of the first stage. */
  readonly channels: number
  /** Cells N per stage. */
  readonly cells: number
}

export interface MobileNetConfig {
  readonly id: 'mobilenet'
  /** Width multiplier on every published channel count. */
  readonly width: number
  /** Layers of each of the six stages. */
  readonly blocks: readonly number[]
  /** Strides of the first convolution and of the first layer of each stage. */
  readonly strides: readonly number[]
}

/** A user's space with its whole specification: it has no settings beside it. */
export interface OwnConfig {
  readonly id: 'own'
  readonly spec: OwnSpace
}

/** A search space with only the settings it has. */
export type SpaceConfig = NasBench201Config | MobileNetConfig | OwnConfig

export interface OptimizerConfig {
  /** lr0, the rate at step 0. */
  readonly lr: number
  readonly momentum: number
  readonly weightDecay: number
  /** Largest global L2 norm of the gradient; 0 = no clipping. */
  readonly clipNorm: number
}

export interface AugmentConfig {
  /** Mirror each image with probability 1/2, drawn from the seed. */
  readonly flip: boolean
  /** Packed sets: zero padding in pixels before a random crop back to S; 0 = no crop. */
  readonly cropPadding: number
  /**
   * Indexed sets: least share of a picture's area that the random resized crop takes (its shape is from 3:4 to 4:3);
   * 0 = the central part, as in evaluation.
   */
  readonly leastArea?: number
  /** Indexed sets: brightness, contrast and saturation each change by a factor from 1 - jitter to 1 + jitter, in random order; 0 = none. */
  readonly jitter?: number
}

/** Architectures that are judged while a run trains; it changes nothing in the training. */
export interface TrackingConfig {
  /** Epochs between two points; the end of a stage is always one. */
  readonly every: number
  readonly subset: ArchitectureSubset
  /** Held-out images used: a stratified prefix of the run's valid images. */
  readonly images: number
  readonly batch: number
  /** Draws the image order and a random subset; not the run's, so that runs with several seeds are judged alike. */
  readonly seed: number
}

/** Everything that decides what a run computes. Stored whole with the run and in each of its checkpoints. */
export interface TrainConfig {
  readonly datasetId: string
  readonly datasetFingerprint: string
  readonly imageSize: number
  readonly classes: number
  readonly space: SpaceConfig
  readonly method: MethodId
  readonly sampler: SamplerId
  /** Few-shot methods only. */
  readonly stages?: StagesConfig
  readonly rate: RateConfig
  readonly momentum: MomentumConfig
  /**
   * Weights that some earlier step used and this one does not: `decay` counts a zero gradient, so weight decay and
   * momentum still move them (the published behaviour); `skip` leaves them alone.
   */
  readonly inactive: InactiveId
  readonly optimizer: OptimizerConfig
  readonly augment: AugmentConfig
  readonly batch: number
  readonly seed: number
  /** Length of each stage: whole epochs, or a number of steps. */
  readonly length: { readonly epochs: number } | { readonly steps: number }
  /** Images used of each role: a stratified prefix. */
  readonly trainImages: number
  readonly validImages: number
  /** Left out: nothing is judged before the end. */
  readonly tracking?: TrackingConfig
  /** Part of the configuration because equal seeds give equal bits only for equal values of both. */
  readonly runtime: { readonly threads: number; readonly oneDnn: boolean; /** Indexed sets: threads that read and decode images. Changes no bit. */ readonly decoders?: number }
}

/** One training step. */
export interface MetricRow {
  /** Of the whole run, over all stages. */
  readonly step: number
  /** Stage of the run (FSNAS trains sub-supernets one after another, see StagesConfig; other methods have stage 0 only). */
  readonly stage: number
  /** Mean over the step's subnets of the unscaled cross-entropy. */
  readonly loss: number
  /** Learning rate of the step. */
  readonly rate: number
  /** Mean complexity (parameters) of the step's subnets. */
  readonly complexity: number
  /** Momentum pool in use. */
  readonly pool: number
}

export interface CheckpointRecord {
  readonly step: number
  readonly path: string
  readonly bytes: number
  readonly weightsSha256: string
}

/** Versions that a run was made with, for the history. */
export type Versions = Readonly<Record<'studio' | 'electron' | 'node' | 'tfjs' | 'tensorflow' | 'sqlite', string>>

export interface RunRecord {
  readonly id: string
  readonly name: string
  readonly state: RunState
  readonly config: TrainConfig
  readonly versions: Versions
  readonly createdAt: string
  readonly endedAt: string | null
  /** Steps with a stored metric row. */
  readonly steps: number
  readonly totalSteps: number
  readonly finalLoss: number | null
  /** Of the last stored row, also while it trains. */
  readonly lastLoss: number | null
  readonly weightsSha256: string | null
  /** Seconds spent training, over all resumes; while it trains, until the last stored row. */
  readonly seconds: number
  /** Why a run failed, as the user reads it. */
  readonly error: { readonly code: string; readonly message: string } | null
}
