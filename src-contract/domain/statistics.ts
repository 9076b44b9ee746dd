import type { StatisticsId } from './choices'

export type Channels = readonly [number, number, number]

export interface ColourStatistics {
  readonly mean: Channels
  readonly std: Channels
}

/** Published mean and standard deviation of the training images for each channel, 0..255. */
export const publishedStatistics: Readonly<Record<Exclude<StatisticsId, 'measured'>, ColourStatistics>> = {
  'cifar-10': { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] },
  'cifar-100': { mean: [129.3, 124.1, 112.4], std: [68.2, 65.4, 70.4] },
  // Published as shares of 255: .485 .456 .406 and .229 .224 .225.
  imagenet: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  imagenet16: { mean: [122.68, 116.66, 104.01], std: [63.22, 61.26, 65.09] },
}
