/** What the form of a new run holds: text as typed, choices by id. Kept while the user is elsewhere. */
import { inactiveIds, methodIds, momentumIds, type InactiveId, type MethodId, type MomentumId, type RateId } from '../../../src-contract/domain/choices'
import { methodFacts } from '../../../src-contract/domain/method-facts'
import { parseSeeds } from '../../../src-contract/domain/seeds'
import { checkpointMinutes, trainSettings, type SettingId } from '../../../src-contract/domain/settings'
import { cropSetting, jitterSetting, leastAreaSetting } from '../../../src-contract/domain/augment'
import type { AugmentWish, PresetRequest, TrainRequest } from '../../../src-contract/domain/train-request'
import { spaceWish } from '../../../src-contract/search-space/space-config'
import type { SpaceConfig } from '../../../src-contract/domain/run'
import { numberOf, problemOf } from '../../components/number-text'
import { isSound, numbersOf, spaceNumberIds, typedConfig, typedSpace, typedWish, type TypedSpace } from '../../components/typed-space'
import { isSoundSet, subsetOf, typedSet, usualSet, type TrackedSet } from './tracked-set'

/** Seeds have a field of their own, since several can be given; choices of the space are picked on the graph. */
const ownFields = ['seed', 'splitChoice', 'stageChoice', 'stage'] as const
export type NumberId = Exclude<SettingId, (typeof ownFields)[number]>
export const numberIds = Object.keys(trainSettings).filter((id): id is NumberId => ownFields.every((other) => other !== id))

export interface FormValues extends TypedSpace {
  dataset: string
  name: string
  method: MethodId
  rate: RateId
  momentum: MomentumId
  inactive: InactiveId
  /** Null: drawn from the seed. */
  splitChoice: number | null
  /** Both are sent for few-shot methods only. */
  stageChoice: number
  /** Null: all. */
  stage: number | null
  flip: boolean
  /** As typed; empty: an eighth of the side. Packed data sets only. */
  cropPadding: string
  /** As typed; indexed data sets only, as `jitter` is. */
  leastArea: string
  jitter: string
  /** Whether the chosen data set is indexed. */
  indexed: boolean
  /** Null: as is usual for the kind of data set. */
  augment: 'usual' | 'own'
  lengthBy: 'epochs' | 'steps'
  /** Sent where architectures are tracked. */
  tracked: TrackedSet
  seeds: string
  checkpointMinutes: string
  numbers: Record<NumberId, string>
}

const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))

function defaults(): FormValues {
  return {
    dataset: '',
    name: '',
    ...typedSpace(),
    method: methodIds[0],
    rate: 'cosine',
    momentum: momentumIds[0],
    inactive: inactiveIds[0],
    splitChoice: null,
    stageChoice: trainSettings.stageChoice.default,
    stage: null,
    flip: true,
    cropPadding: '',
    leastArea: text(leastAreaSetting.default),
    jitter: text(jitterSetting.default),
    indexed: false,
    augment: 'usual',
    lengthBy: 'epochs',
    tracked: usualSet,
    seeds: text(trainSettings.seed.default),
    // Empty: that of the application's settings.
    checkpointMinutes: '',
    numbers: Object.fromEntries(numberIds.map((id) => [id, text(trainSettings[id].default)])) as Record<NumberId, string>,
  }
}

/** Whether the method has sub-supernets, and so settings of them. */
export function isFewShot({ method }: Pick<FormValues, 'method'>): boolean {
  return methodFacts[method].stageChoice !== null
}

/** Whether architectures are judged while it trains. */
export function isTracked({ numbers }: Pick<FormValues, 'numbers'>): boolean {
  return numbers.trackEvery.trim() !== ''
}

/** Which numbers belong to what is chosen now: the others are neither shown nor sent. */
export function applies(id: NumberId, { space, rate, lengthBy, indexed, numbers }: Pick<FormValues, 'space' | 'rate' | 'lengthBy' | 'indexed' | 'numbers'>): boolean {
  const ofSpace = spaceNumberIds.find((each) => each === id)
  if (ofSpace !== undefined) return numbersOf(space).includes(ofSpace)
  if (id === 'gammaMax') return rate === 'calr'
  if (id === 'gamma') return rate === 'fixed'
  if (id === 'decoders') return indexed
  if (id === 'trackImages') return isTracked({ numbers })
  if (id === 'epochs' || id === 'steps') return id === lengthBy
  return true
}

function soundAugment({ indexed, cropPadding, leastArea, jitter }: FormValues): boolean {
  if (!indexed) return problemOf(cropSetting, cropPadding) === null
  return problemOf(leastAreaSetting, leastArea) === null && problemOf(jitterSetting, jitter) === null
}

function ownAugment({ indexed, flip, cropPadding, leastArea, jitter }: FormValues): AugmentWish {
  if (!indexed) return { flip, cropPadding: numberOf(cropPadding) }
  return { flip, cropPadding: 0, leastArea: numberOf(leastArea) ?? leastAreaSetting.default, jitter: numberOf(jitter) ?? jitterSetting.default }
}

class RunForm {
  values = $state<FormValues>(defaults())
  /** The run this is a copy of, with the values it began with. */
  original = $state.raw<{ readonly id: string; readonly name: string; readonly values: FormValues } | null>(null)

  readonly seeds = $derived(parseSeeds(this.values.seeds))
  /** Whether every field alone is in order; what does not go together the main process says. */
  readonly sound = $derived(
    this.values.dataset !== '' &&
      this.seeds.problem === null &&
      problemOf(checkpointMinutes, this.values.checkpointMinutes) === null &&
      isSound(this.values) &&
      numberIds.every((id) => !applies(id, this.values) || problemOf(trainSettings[id], this.values.numbers[id]) === null) &&
      (this.values.augment === 'usual' || soundAugment(this.values)) &&
      (!isTracked(this.values) || isSoundSet(this.values.tracked)),
  )
  /** What the space would be, with defaults in place of what makes no sense yet. */
  readonly space: SpaceConfig = $derived(typedConfig(this.values))
  readonly request: TrainRequest = $derived.by(() => {
    const { dataset, name } = this.values
    return { dataset, ...(name.trim() !== '' && { name: name.trim() }), ...this.preset, seed: this.seeds.seeds[0] ?? 0 }
  })

  /** All but data set and name, for a preset. */
  get preset(): PresetRequest {
    const { values } = this
    const { method, rate, momentum, inactive, splitChoice, stageChoice, stage, augment } = values
    const trackArchitectures = isTracked(values) ? subsetOf(values.tracked) : undefined
    const numbers = Object.fromEntries(
      numberIds.flatMap((id) => {
        const value = applies(id, values) ? numberOf(values.numbers[id]) : null
        return value === null ? [] : [[id, value]]
      }),
    )
    return {
      ...typedWish(values),
      method,
      rate,
      momentum,
      inactive,
      ...(momentum !== 'shared' && splitChoice !== null && { splitChoice }),
      ...(isFewShot(values) && { stageChoice, ...(stage !== null && { stage }) }),
      ...(augment === 'own' && { augment: ownAugment(values) }),
      ...(trackArchitectures !== undefined && { trackArchitectures }),
      ...numbers,
    }
  }

  /** Fills in a wish; what it leaves out gets its default. Data set and name stay where it has none. */
  fill(request: PresetRequest & Partial<TrainRequest>): void {
    const { values } = this
    const fresh = defaults()
    const lengthBy = request.steps === undefined ? 'epochs' : 'steps'
    this.values = {
      ...fresh,
      dataset: request.dataset ?? values.dataset,
      name: request.name ?? values.name,
      checkpointMinutes: values.checkpointMinutes,
      ...typedSpace(request),
      method: request.method ?? fresh.method,
      rate: request.rate ?? fresh.rate,
      momentum: request.momentum ?? fresh.momentum,
      inactive: request.inactive ?? fresh.inactive,
      splitChoice: request.splitChoice ?? null,
      stageChoice: request.stageChoice ?? fresh.stageChoice,
      stage: request.stage ?? null,
      augment: request.augment === undefined ? 'usual' : 'own',
      flip: request.augment?.flip ?? fresh.flip,
      cropPadding: text(request.augment?.cropPadding),
      leastArea: text(request.augment?.leastArea ?? leastAreaSetting.default),
      jitter: text(request.augment?.jitter ?? jitterSetting.default),
      indexed: request.dataset === undefined ? values.indexed : request.augment?.leastArea !== undefined,
      lengthBy,
      tracked: typedSet(request.trackArchitectures),
      seeds: text(request.seed ?? trainSettings.seed.default),
      numbers: { ...fresh.numbers, ...Object.fromEntries(numberIds.flatMap((id) => (request[id] === undefined ? [] : [[id, text(request[id])]]))) },
    }
  }

  chooseSpace(space: SpaceConfig): void {
    const { space: id, own } = typedSpace(spaceWish(space))
    Object.assign(this.values, { space: id, own })
    this.forgetChoices()
  }

  /** After another space was chosen: choices of the one before make no sense in it. */
  forgetChoices(): void {
    Object.assign(this.values, { splitChoice: null, stageChoice: trainSettings.stageChoice.default, stage: null })
  }

  copyOf(run: { readonly id: string; readonly name: string }, request: TrainRequest): void {
    this.fill({ ...request, name: `${run.name}-copy` })
    this.original = { ...run, values: $state.snapshot(this.values) }
  }

  reset(): void {
    const { dataset, indexed } = this.values
    this.values = { ...defaults(), dataset, indexed }
    this.original = null
  }
}

export const form = new RunForm()
