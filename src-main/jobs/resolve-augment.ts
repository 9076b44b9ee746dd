import { defaultAugment } from '../../src-contract/domain/augment'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { AugmentConfig } from '../../src-contract/domain/run'
import type { AugmentWish } from '../../src-contract/domain/train-request'
import { StudioError } from '../../src-contract/errors'

/** How images are changed in training; throws where the wish belongs to the other kind of data set. */
export function resolveAugment(wish: AugmentWish | undefined, dataset: Pick<DatasetRecord, 'name' | 'kind' | 'imageSize' | 'indexed'>): AugmentConfig {
  const { name, imageSize } = dataset
  const usual = defaultAugment(dataset)
  if (wish === undefined) return usual
  const { flip, leastArea = 0, jitter = 0 } = wish
  if (dataset.indexed === true) {
    if (wish.cropPadding !== 0) throw new StudioError('bad-argument', `--augment: crop moves packed images; the whole pictures of the indexed data set "${name}" take resized-crop.`)
    return { flip, cropPadding: 0, leastArea, jitter }
  }
  const other = leastArea > 0 ? 'resized-crop' : jitter > 0 ? 'jitter' : null
  if (other !== null) throw new StudioError('bad-argument', `--augment: ${other} is for indexed data sets; the images of "${name}" are packed and take flip and crop.`)
  const cropPadding = wish.cropPadding ?? usual.cropPadding
  if (cropPadding > imageSize) throw new StudioError('bad-argument', `--augment: a padding of ${cropPadding} pixels is more than the image size ${imageSize}.`)
  return { flip, cropPadding }
}
