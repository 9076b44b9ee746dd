import type { DatasetKind } from './choices'
import type { AugmentConfig } from './run'

/** Padding of the published recipes: 4 pixels for images of side 32, 2 for 16. */
export function defaultCropPadding(imageSize: number): number {
  return Math.max(1, Math.round(imageSize / 8))
}

/** Flip and crop for photographs; digits must not be mirrored. */
export function defaultAugment(kind: DatasetKind, imageSize: number): AugmentConfig {
  return { flip: kind !== 'idx', cropPadding: defaultCropPadding(imageSize) }
}
