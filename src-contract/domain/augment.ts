import type { DatasetKind } from './choices'
import type { AugmentConfig } from './run'

/** Flip and crop for colour photographs, crop only for IDX digits, which a mirror would turn into other signs. */
export function defaultAugment(kind: DatasetKind, imageSize: number): AugmentConfig {
  return { flip: kind !== 'idx', cropPadding: Math.floor(imageSize / 8) }
}
