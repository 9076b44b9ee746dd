/** What can be chosen for an import, with meaning and limits: the command line and the window are built from these. */
import { defaultSplit } from './dataset'
import type { NumberSetting } from './settings'

export const imageSizeSetting: NumberSetting = {
  label: 'Image size',
  meaning: 'side of the images as they are trained on (224 is usual for ImageNet); the commonest size up to 96, else 32, when left out',
  unit: 'pixels',
  default: null,
  min: 4,
  max: 1024,
  integer: true,
}

export const validFractionSetting: NumberSetting = {
  label: 'Validation fraction',
  meaning: 'share of the training images of each class that is held out; half, or the validation folder of the source, when left out',
  unit: '',
  default: null,
  min: 0.01,
  max: 0.99,
  integer: false,
}

export const splitSeedSetting: NumberSetting = {
  label: 'Split seed',
  meaning: 'decides which images are held out, and which ones smaller parts are made of',
  unit: '',
  default: defaultSplit.seed,
  min: 0,
  max: 2 ** 32 - 1,
  integer: true,
}
