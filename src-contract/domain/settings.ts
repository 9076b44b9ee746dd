/**
 * Every numeric setting of a training run with its meaning, unit, default and limits. The command line, the form in
 * the app and the validation of stored configurations all read this table.
 */
import * as v from 'valibot'
import { byMethod } from './method-facts'

export interface NumberSetting {
  readonly label: string
  readonly meaning: string
  readonly unit: string
  /** Null: decided from the method, the data set or the machine when left out. */
  readonly default: number | null
  readonly min: number
  readonly max: number
  readonly integer: boolean
}

const count = { unit: '', integer: true, min: 1 }

export const trainSettings = {
  channels: { ...count, label: 'Channels C', meaning: 'channels of the first stage; doubled after each reduction', default: 16, max: 256 },
  cells: { ...count, label: 'Cells N', meaning: 'cells per stage', default: 5, max: 20 },
  width: { label: 'Width multiplier', meaning: 'every published channel count times this, rounded', unit: '', default: 1, min: 0.05, max: 4, integer: false },
  gammaMax: {
    label: 'γmax',
    meaning: 'CaLR: decay exponent of the smallest subnet; the largest gets 1/γmax',
    unit: '',
    default: 4,
    min: 1.000001,
    max: 100,
    integer: false,
  },
  gamma: { label: 'γ', meaning: 'fixed: decay exponent of every subnet', unit: '', default: 2, min: 0, max: 100, integer: false },
  splitChoice: {
    ...count,
    label: 'Split choice',
    meaning: 'momentum separation: the choice of the space whose operation selects the momentum buffers; random groups: as many groups as it has operations; drawn from the seed when left out',
    default: null,
    min: 0,
    max: 1000,
  },
  stageChoice: {
    ...count,
    label: 'Stage choice',
    meaning: 'FSNAS: the choice of the space whose operations each get a sub-supernet of their own',
    default: 0,
    min: 0,
    max: 1000,
  },
  stage: {
    ...count,
    label: 'Stage',
    meaning: 'FSNAS: train only the sub-supernet of this operation of the stage choice; all, one after another, when left out',
    default: null,
    min: 0,
    max: 1000,
  },
  lr: { label: 'Learning rate', meaning: 'rate at step 0', unit: '', default: 0.025, min: 0, max: 100, integer: false },
  sgdMomentum: { label: 'Momentum', meaning: 'Nesterov momentum of SGD', unit: '', default: 0.9, min: 0, max: 0.999999, integer: false },
  weightDecay: { label: 'Weight decay', meaning: 'added to each gradient, times the weight', unit: '', default: 5e-4, min: 0, max: 1, integer: false },
  clip: { label: 'Clip', meaning: `largest global L2 norm of the gradient; 0 = no clipping; when left out that of the method: ${byMethod(({ clipNorm }) => clipNorm)}`, unit: '', default: null, min: 0, max: 1e6, integer: false },
  epochs: { ...count, label: 'Epochs', meaning: `length (of each sub-supernet for FSNAS) in passes over the training images; when left out that of the method: ${byMethod(({ epochs }) => epochs)}`, unit: 'epochs', default: null, max: 100_000 },
  steps: { ...count, label: 'Steps', meaning: 'length in steps (of each sub-supernet for FSNAS), instead of epochs', unit: 'steps', default: null, max: 1_000_000_000 },
  batch: { ...count, label: 'Batch', meaning: 'images per step', unit: 'images', default: 64, min: 2, max: 65_536 },
  seed: { ...count, label: 'Seed', meaning: 'decides weights, order, augmentation and architectures', default: 0, min: 0, max: 2 ** 32 - 1 },
  trainImages: { ...count, label: 'Training images', meaning: 'a stratified part of the training role; all when left out', unit: 'images', default: null, min: 2, max: 100_000_000 },
  validImages: { ...count, label: 'Validation images', meaning: 'a stratified part of the valid role, for ranking; all when left out', unit: 'images', default: null, min: 2, max: 100_000_000 },
  trackEvery: { ...count, label: 'Track every', meaning: 'epochs from one judging of the tracked architectures to the next, and at the end; nothing is tracked when left out. The training is the same with and without', unit: 'epochs', default: null, max: 100_000 },
  trackImages: { ...count, label: 'Tracking images', meaning: 'held-out images of each judging, a stratified part of those of the run; 1,024, or all where there are fewer, when left out', unit: 'images', default: null, min: 2, max: 100_000_000 },
  decoders: { ...count, label: 'Decoders', meaning: 'indexed data sets: threads that read and decode images beside the training; the result does not depend on them; one less than the cores that are its share, at most 8, when left out', default: null, max: 64 },
  threads: { ...count, label: 'Threads', meaning: 'threads of one operation; when left out all cores, or an equal share of them where several jobs compute at once. Equal seeds give equal bits only for equal threads', default: null, max: 1024 },
} as const satisfies Record<string, NumberSetting>

export type SettingId = keyof typeof trainSettings

/** Not part of what a run computes, and so not of its configuration. */
export const checkpointMinutes = {
  label: 'Checkpoint interval',
  meaning: 'time between checkpoints; a run that is interrupted goes on from the last one',
  unit: 'minutes',
  default: 10,
  min: 0.1,
  max: 1440,
  integer: false,
} as const satisfies NumberSetting

/** Not part of a run either, but of how the machine is shared. */
export const workers = {
  label: 'Jobs at once',
  meaning: 'trainings, rankings and other jobs on weights that compute at the same time, as far as cores and memory suffice',
  unit: 'jobs',
  default: 1,
  min: 1,
  max: 64,
  integer: true,
} as const satisfies NumberSetting

/** How a setting is called on the command line; messages name it so, and the form finds its field by it. */
export const optionNames: Readonly<Record<SettingId, string>> = {
  channels: '--channels',
  cells: '--cells',
  width: '--width',
  gammaMax: '--gamma-max',
  gamma: '--gamma',
  splitChoice: '--split-choice',
  stageChoice: '--stage-choice',
  stage: '--stage',
  lr: '--lr',
  sgdMomentum: '--sgd-momentum',
  weightDecay: '--weight-decay',
  clip: '--clip',
  epochs: '--epochs',
  steps: '--steps',
  batch: '--batch',
  seed: '--seed',
  trainImages: '--train-images',
  validImages: '--valid-images',
  trackEvery: '--track-every',
  trackImages: '--track-images',
  threads: '--threads',
  decoders: '--decoders',
}

/** A sentence on what is wrong with a value, or null. */
export function checkNumber(setting: NumberSetting, value: number): string | null {
  if (!Number.isFinite(value)) return `${setting.label} must be a number`
  if (setting.integer && !Number.isInteger(value)) return `${setting.label} must be a whole number, not ${value}`
  if (value < setting.min || value > setting.max) return `${setting.label} must be from ${setting.min} to ${setting.max}, not ${value}`
  return null
}

/** The same for what crosses processes or is stored. */
export function numberSchema(setting: NumberSetting) {
  return v.pipe(v.number(), v.check((value) => checkNumber(setting, value) === null, ({ input }) => checkNumber(setting, input) ?? ''))
}
