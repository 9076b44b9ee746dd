import type { InactiveId, MethodId, MomentumId, RateId, SpaceId } from './choices'

/**
 * A wish for a training run, as the command line or the form gives it: whatever is left out gets its default, which
 * resolve-train-config.ts knows.
 */
export interface TrainRequest {
  /** Id or name of the data set. */
  readonly dataset: string
  /** Name of the run; made from its strategy when left out. */
  readonly name?: string | undefined
  readonly space?: SpaceId | undefined
  readonly channels?: number | undefined
  readonly cells?: number | undefined
  readonly method?: MethodId | undefined
  readonly rate?: RateId | undefined
  readonly gammaMax?: number | undefined
  readonly gamma?: number | undefined
  readonly momentum?: MomentumId | undefined
  readonly splitChoice?: number | undefined
  readonly inactive?: InactiveId | undefined
  readonly lr?: number | undefined
  readonly sgdMomentum?: number | undefined
  readonly weightDecay?: number | undefined
  readonly clip?: number | undefined
  readonly augment?: AugmentWish | undefined
  readonly batch?: number | undefined
  readonly seed?: number | undefined
  readonly epochs?: number | undefined
  readonly steps?: number | undefined
  readonly trainImages?: number | undefined
  readonly validImages?: number | undefined
  readonly threads?: number | undefined
}

/** Like AugmentConfig, but the padding may be left to the image size (null). */
export interface AugmentWish {
  readonly flip: boolean
  readonly cropPadding: number | null
}
