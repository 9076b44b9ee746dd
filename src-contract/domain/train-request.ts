import * as v from 'valibot'
import { formIds, inactiveIds, methodIds, momentumIds, rateIds, spaceIds, type InactiveId, type MethodId, type MomentumId, type RateId } from './choices'
import { ownSpaceSchema } from '../search-space/own-space'
import { jitterSetting, leastAreaSetting } from './augment'
import { spaceWish, type SpaceWish } from '../search-space/space-config'
import type { ArchitectureSubset } from './ranking'
import { architectureSubset } from './ranking-request'
import type { TrainConfig } from './run'
import { numberSchema } from './settings'

/**
 * A wish for a training run, as the command line or the form gives it: whatever is left out gets its default, which
 * resolve-train-config.ts knows.
 */
export interface TrainRequest extends SpaceWish {
  /** Id or name of the data set. */
  readonly dataset: string
  /** Name of the run; made from its strategy when left out. */
  readonly name?: string | undefined
  readonly method?: MethodId | undefined
  readonly rate?: RateId | undefined
  readonly gammaMax?: number | undefined
  readonly gamma?: number | undefined
  readonly momentum?: MomentumId | undefined
  readonly splitChoice?: number | undefined
  readonly stageChoice?: number | undefined
  readonly stage?: number | undefined
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
  readonly trackEvery?: number | undefined
  /** Left out: the paper's subset where the space has one, else a hundred drawn at random. */
  readonly trackArchitectures?: ArchitectureSubset | undefined
  readonly trackImages?: number | undefined
  readonly threads?: number | undefined
  readonly decoders?: number | undefined
}

/** Like AugmentConfig, but the padding may be left to the image size (null). */
export interface AugmentWish {
  readonly flip: boolean
  readonly cropPadding: number | null
  readonly leastArea?: number | undefined
  readonly jitter?: number | undefined
}

const number = v.optional(v.number())
const numbers = v.optional(v.pipe(v.array(v.number()), v.maxLength(100)))

/** Everything of a wish that can be used again with other data. */
export type PresetRequest = Omit<TrainRequest, 'dataset' | 'name'>

const presetEntries = {
  space: v.optional(v.picklist(spaceIds)),
  channels: number,
  cells: number,
  form: v.optional(v.picklist(formIds)),
  width: number,
  blocks: numbers,
  strides: numbers,
  spec: v.optional(ownSpaceSchema),
  method: v.optional(v.picklist(methodIds)),
  rate: v.optional(v.picklist(rateIds)),
  gammaMax: number,
  gamma: number,
  momentum: v.optional(v.picklist(momentumIds)),
  splitChoice: number,
  stageChoice: number,
  stage: number,
  inactive: v.optional(v.picklist(inactiveIds)),
  lr: number,
  sgdMomentum: number,
  weightDecay: number,
  clip: number,
  augment: v.optional(
    v.strictObject({
      flip: v.boolean(),
      cropPadding: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
      leastArea: v.optional(numberSchema(leastAreaSetting)),
      jitter: v.optional(numberSchema(jitterSetting)),
    }),
  ),
  batch: number,
  seed: number,
  epochs: number,
  steps: number,
  trainImages: number,
  validImages: number,
  trackEvery: number,
  trackArchitectures: v.optional(architectureSubset),
  trackImages: number,
  threads: number,
  decoders: number,
}

/** The form of a wish only; resolve-train-config.ts says what is out of its limits or does not go together. */
export const presetRequestSchema: v.GenericSchema<unknown, PresetRequest> = v.strictObject(presetEntries)

export const trainRequestSchema: v.GenericSchema<unknown, TrainRequest> = v.strictObject({
  ...presetEntries,
  dataset: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))),
})

/** The wish that leads to this configuration: what a copy of a run begins with. */
export function requestOf(config: TrainConfig): TrainRequest {
  const { rate, momentum, stages, length, optimizer, space, tracking } = config
  return {
    dataset: config.datasetId,
    ...spaceWish(space),
    method: config.method,
    ...(stages !== undefined && { stageChoice: stages.choice, ...(stages.only !== null && { stage: stages.only }) }),
    rate: rate.id,
    ...(rate.id === 'calr' && { gammaMax: rate.gammaMax }),
    ...(rate.id === 'fixed' && { gamma: rate.gamma }),
    momentum: momentum.id,
    ...(momentum.id !== 'shared' && momentum.splitChoice !== null && { splitChoice: momentum.splitChoice }),
    inactive: config.inactive,
    lr: optimizer.lr,
    sgdMomentum: optimizer.momentum,
    weightDecay: optimizer.weightDecay,
    clip: optimizer.clipNorm,
    augment: config.augment,
    batch: config.batch,
    seed: config.seed,
    ...length,
    trainImages: config.trainImages,
    validImages: config.validImages,
    ...(tracking !== undefined && { trackEvery: tracking.every, trackArchitectures: tracking.subset, trackImages: tracking.images }),
    threads: config.runtime.threads,
    ...(config.runtime.decoders !== undefined && { decoders: config.runtime.decoders }),
  }
}
