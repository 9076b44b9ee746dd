import type { DatasetKind } from './choices'
import type { DatasetRecord } from './dataset'
import type { AugmentConfig } from './run'
import type { NumberSetting } from './settings'

/** Flip and crop for colour photographs, crop only for IDX digits, which a mirror would turn into other signs. */
export function defaultAugment({ kind, imageSize, indexed }: { readonly kind: DatasetKind } & Pick<DatasetRecord, 'imageSize' | 'indexed'>): AugmentConfig {
  if (indexed === true) return { flip: true, cropPadding: 0, leastArea: leastAreaSetting.default, jitter: jitterSetting.default }
  return { flip: kind !== 'idx', cropPadding: Math.floor(imageSize / 8) }
}

/** Zero padding of the random crop; its largest value is the image size, which the data set decides. */
export const cropSetting = {
  label: 'Crop padding',
  meaning: 'black border in pixels around the image before a random crop; 0: no crop, empty: an eighth of the side',
  unit: 'px',
  default: null,
  min: 0,
  max: 4096,
  integer: true,
} as const satisfies NumberSetting

export const leastAreaSetting = {
  label: 'Least area',
  meaning: 'least share of the picture that the random resized crop takes; 0: no random crop, the central part',
  unit: '',
  default: 0.08,
  min: 0,
  max: 1,
  integer: false,
} as const satisfies NumberSetting

export const jitterSetting = {
  label: 'Colour jitter',
  meaning: 'brightness, contrast and saturation each change by up to this share; 0: none',
  unit: '',
  default: 0.4,
  min: 0,
  max: 1,
  integer: false,
} as const satisfies NumberSetting
