/** Turns a wish for a run into its whole configuration: defaults, limits and what does not go together. Pure. */
import type { MethodId } from '../../src-contract/domain/choices'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import { methodFacts } from '../../src-contract/domain/method-facts'
import type { MomentumConfig, RateConfig, StagesConfig, TrainConfig } from '../../src-contract/domain/run'
import { checkNumber, optionNames, trainSettings, type SettingId } from '../../src-contract/domain/settings'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { StudioError } from '../../src-contract/errors'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import type { SearchSpace } from '../../src-contract/search-space/search-space'
import { spaceConfig } from '../../src-contract/search-space/space-config'
import { resolveAugment } from './resolve-augment'
import { resolveTracking } from './resolve-tracking'

export function resolveTrainConfig(request: TrainRequest, dataset: DatasetRecord, cores: number): TrainConfig {
  checkNumbers(request)
  if (request.name?.trim() === '') throw new StudioError('bad-argument', '--name: a name needs at least one visible character.')
  const number = (id: SettingId, otherwise: number): number => request[id] ?? trainSettings[id].default ?? otherwise
  const method = request.method ?? 'spos'
  const { epochs, clipNorm } = methodFacts[method]
  const space = spaceConfig(request, dataset.imageSize)
  const built = createSearchSpace(space, dataset.classes.length)
  built.checkImageSize(dataset.imageSize)

  const stages = stagesOf(request, method, built)
  const batch = number('batch', 0)
  const trainImages = imagesOf(dataset, 'train', request.trainImages)
  if (trainImages < 2) throw new StudioError('dataset-too-small', `Data set "${dataset.name}" has ${trainImages} training images; training needs at least 2.`)
  const config: TrainConfig = {
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    imageSize: dataset.imageSize,
    classes: dataset.classes.length,
    space,
    method,
    sampler: 'uniform',
    ...(stages !== null && { stages }),
    rate: rateOf(request, built),
    momentum: momentumOf(request, built.choices.length, stages),
    inactive: request.inactive ?? 'decay',
    optimizer: {
      lr: number('lr', 0),
      momentum: number('sgdMomentum', 0),
      weightDecay: number('weightDecay', 0),
      clipNorm: request.clip ?? clipNorm,
    },
    augment: resolveAugment(request.augment, dataset),
    batch,
    seed: number('seed', 0),
    length: lengthOf(request, epochs),
    trainImages,
    validImages: imagesOf(dataset, 'valid', request.validImages),
    runtime: { threads: request.threads ?? cores, oneDnn: true, ...decodersOf(request, dataset, cores) },
  }
  return { ...config, ...resolveTracking(request, built, config) }
}

function checkNumbers(request: TrainRequest): void {
  for (const id of Object.keys(optionNames) as SettingId[]) {
    const value = request[id]
    const wrong = value === undefined ? null : checkNumber(trainSettings[id], value)
    if (wrong !== null) throw new StudioError('bad-argument', `${optionNames[id]}: ${wrong}.`)
  }
}

/** More of them than this would only be of use beside a fast GPU, and each takes some 100 MB. */
const usualDecoders = 8

function decodersOf(request: TrainRequest, { name, indexed }: DatasetRecord, cores: number): { readonly decoders?: number } {
  if (indexed === true) return { decoders: request.decoders ?? Math.max(1, Math.min(usualDecoders, cores - 1)) }
  refuse(request, 'decoders', `applies to indexed data sets only: the images of "${name}" are packed and need no decoding`)
  return {}
}

function rateOf(request: TrainRequest, { title, extremes }: SearchSpace): RateConfig {
  const id = request.rate ?? 'cosine'
  if (id !== 'calr') refuse(request, 'gammaMax', `applies to --rate calr only, not to --rate ${id}`)
  if (id !== 'fixed') refuse(request, 'gamma', `applies to --rate fixed only, not to --rate ${id}`)
  switch (id) {
    case 'constant':
    case 'cosine':
      return { id }
    case 'fixed':
      return { id, gamma: request.gamma ?? trainSettings.gamma.default }
    case 'calr':
      if (extremes.smallest === extremes.largest) throw new StudioError('bad-argument', `--rate calr: all architectures of ${title} with these settings have ${extremes.smallest} parameters, so there is no complexity to schedule by. Use --rate fixed or cosine.`)
      return { id, gammaMax: request.gammaMax ?? trainSettings.gammaMax.default }
  }
}

/** Null for methods with one supernet. */
function stagesOf(request: TrainRequest, method: MethodId, space: SearchSpace): StagesConfig | null {
  const { stageChoice } = methodFacts[method]
  if (stageChoice === null) {
    for (const id of ['stageChoice', 'stage'] as const) refuse(request, id, `applies to methods with sub-supernets (fsnas) only, not to --method ${method}`)
    return null
  }
  const choice = request.stageChoice ?? stageChoice
  const last = space.choices.length - 1
  if (choice > last) throw new StudioError('bad-argument', `--stage-choice must be from 0 to ${last}, the choices of the space, not ${choice}.`)
  const only = request.stage ?? null
  const operations = space.choices[choice]?.operations.length ?? 0
  if (only !== null && only >= operations) {
    throw new StudioError('bad-argument', `--stage must be from 0 to ${operations - 1}, the operations of choice ${choice}, not ${only}.`)
  }
  return { choice, only }
}

function momentumOf(request: TrainRequest, choices: number, stages: StagesConfig | null): MomentumConfig {
  const id = request.momentum ?? 'shared'
  if (id === 'shared') {
    refuse(request, 'splitChoice', 'applies to --momentum separated and random-groups only, not to --momentum shared')
    return { id }
  }
  const splitChoice = request.splitChoice ?? null
  if (splitChoice !== null && splitChoice >= choices) {
    throw new StudioError('bad-argument', `--split-choice must be from 0 to ${choices - 1}, the choices of the space, not ${splitChoice}.`)
  }
  if (id === 'separated' && splitChoice !== null && splitChoice === stages?.choice) {
    throw new StudioError('bad-argument', `--split-choice ${splitChoice} is the choice that the sub-supernets split on, where all subnets of one are alike: give another.`)
  }
  return { id, splitChoice }
}

function lengthOf(request: TrainRequest, epochs: number): TrainConfig['length'] {
  if (request.steps === undefined) return { epochs: request.epochs ?? epochs }
  refuse(request, 'epochs', 'and --steps both say how long to train: give one of them')
  return { steps: request.steps }
}

function imagesOf(dataset: DatasetRecord, role: 'train' | 'valid', wanted: number | undefined): number {
  const there = dataset.counts[role]
  if (wanted === undefined) return there
  if (wanted <= there) return wanted
  const option = role === 'train' ? optionNames.trainImages : optionNames.validImages
  const words = role === 'train' ? 'training' : 'validation'
  throw new StudioError('dataset-too-small', `${option} asks for ${wanted} images, and data set "${dataset.name}" has ${there} ${words} images.`)
}

function refuse(request: TrainRequest, id: SettingId, why: string): void {
  if (request[id] !== undefined) throw new StudioError('bad-argument', `${optionNames[id]} ${why}.`)
}
