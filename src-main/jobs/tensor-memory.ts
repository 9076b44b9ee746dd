/** How much memory the tensors of a training step take, roughly: it decides who hands that memory out. Pure. */
import type { TrainConfig } from '../../src-contract/domain/run'
import { runSchedule } from '../../src-contract/run-schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { sumsByOperation, weightElements, type SearchSpace } from '../../src-contract/search-space/search-space'
import { poolsOf, weightBytes } from './checkpoint-size'
import type { ComputeSettings } from './worker-environment'

/**
 * Results of a convolution that are alive at once while gradients flow back, each as large as its output. With the
 * weights, this fits the one border that was measured: NAS-Bench-201, batch 64 of 32 pixels, 5 pools, where C = 40 (1.8e9
 * here) trained within 2e9 bytes and C = 44 (2.0e9) did not.
 */
const copiesOfAnOutput = 2.5
/** Beside the pools: weights, gradient, the update on its way, in flat vectors. */
const weightVectors = 3

/** A ranking keeps its images in memory up to this size, and reads them again for each architecture beyond it. */
const keptPictureBytes = 512 * 2 ** 20

/** A worker with TensorFlow loaded, before it computes anything. */
export const idleWorkerBytes = 4.5e8

/** oneDNN's allocator has 2e9 bytes; a fifth stays free for what lies between tensors and for the error of the estimate. */
const pooledBytes = 1.6e9

/** What a run trains and is ranked with. */
export function computeOf(config: TrainConfig): ComputeSettings {
  return { ...config.runtime, deterministicGpu: false, largeTensors: stepBytes(config) > pooledBytes }
}

/** Bytes at the peak of a step, for a subnet as large as a run is likely to draw. */
export function stepBytes(config: TrainConfig): number {
  const space = createSearchSpace(config.space, config.classes)
  const outputs = 4 * Math.min(config.batch, config.trainImages) * outputElements(space, config.imageSize)
  return outputs * copiesOfAnOutput + weightBytes(config) * (weightVectors + poolsOf(config))
}

/** Bytes of a worker at the peak of a training that was never measured. */
export function trainingBytes(config: TrainConfig): number {
  const { tracking } = config
  const training = idleWorkerBytes + stepBytes(config) + (runSchedule(config).stages.length - 1) * weightBytes(config)
  if (tracking === undefined) return training
  // A tracked point is a ranking between two steps, in batches of its own, beside the momentum pools.
  return Math.max(training, rankingBytes(config, tracking.images, tracking.batch) + poolsOf(config) * weightBytes(config))
}

/** Bytes of a worker at the peak of a ranking: its images, the weights and their views, and one output of each convolution. */
export function rankingBytes(config: TrainConfig, images: number, batch: number): number {
  const { imageSize, space, classes } = config
  const pictures = 4 * 3 * images * imageSize ** 2
  const outputs = 4 * Math.min(batch, images) * outputElements(createSearchSpace(space, classes), imageSize)
  return idleWorkerBytes + Math.min(pictures, keptPictureBytes) + outputs + 2 * runSchedule(config).stages.length * weightBytes(config)
}

/** Numbers in the outputs of all convolutions per image: mean of a uniform draw and five standard deviations, or all there can be. */
function outputElements(space: SearchSpace, side: number): number {
  const { fixed, operations } = sumsByOperation(space, ({ downsampling, fanIn, ...weight }) => (downsampling === null ? 0 : (weightElements(weight) / fanIn) * Math.ceil(side / downsampling) ** 2))
  let [mean, variance, most] = [0, 0, 0]
  for (const each of operations) {
    const average = each.reduce((total, outputs) => total + outputs, 0) / each.length
    mean += average
    variance += each.reduce((total, outputs) => total + (outputs - average) ** 2, 0) / each.length
    most += Math.max(...each)
  }
  return fixed + Math.min(most, mean + 5 * Math.sqrt(variance))
}
