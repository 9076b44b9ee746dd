import { scoreLogits } from '../tensor/cross-entropy'
import type { Tensor1D, Tensor4D } from '../tensor/backend'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Supernet } from './supernet'
import type { WeightViews } from './weights'

/** Right answers and summed cross-entropy of one subnet on one batch, with batch statistics. */
export function evaluateBatch(supernet: Supernet, weights: WeightViews, images: Tensor4D, labels: Tensor1D, architecture: Architecture): { correct: number; lossSum: number } {
  const logits = supernet.logits(weights, images, architecture)
  try {
    return scoreLogits(logits, labels)
  } finally {
    logits.dispose()
  }
}
