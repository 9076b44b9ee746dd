import type { FormId } from '../domain/choices'
import type { MobileNetConfig } from '../domain/run'
import type { ChainSpec } from './spec'

/** Published channel counts: first convolution, stem, the six stages, last convolution. */
const channels = { first: 32, stem: 16, stages: [24, 40, 80, 96, 192, 320], last: 1280 } as const

/** Layers of each stage, as published. */
export const publishedBlocks: readonly number[] = [4, 4, 4, 4, 4, 1]

/** Strides of the first convolution and of each stage. Images of 32 pixels would be too small for the published ones. */
export const formStrides: Readonly<Record<FormId, readonly number[]>> = {
  cifar: [1, 1, 2, 2, 1, 2, 1],
  imagenet: [2, 2, 2, 2, 1, 2, 1],
}

/** MobileNet of any size: MBConv with kernel 3, 5 or 7 and expansion 3 or 6, or the layer left out. */
export function mobileNetChain(sizes: Pick<ChainSpec, 'first' | 'stem' | 'stages' | 'last'>): ChainSpec {
  const blocks = [3, 5, 7].flatMap((kernel) => [3, 6].map((expansion) => ({ name: `k${kernel}e${expansion}`, kind: 'mbconv', kernel, expansion }) as const))
  return { template: 'chain', id: 'mobilenet', title: 'MobileNet', operations: [...blocks, { name: 'identity', kind: 'identity' }], ...sizes }
}

/**
 * The MobileNet space of the paper's ImageNet experiments (search space of ProxylessNAS, Cai et al., ICLR 2019): 21
 * layers as published, 6^6·7^15 architectures. Every channel count is the published one times the width multiplier.
 */
export function mobileNet({ width, blocks, strides }: Omit<MobileNetConfig, 'id'>): ChainSpec {
  const scaled = (published: number): number => Math.max(1, Math.round(published * width))
  return mobileNetChain({
    first: { channels: scaled(channels.first), stride: strides[0] ?? 1 },
    stem: scaled(channels.stem),
    stages: channels.stages.map((published, stage) => ({ channels: scaled(published), blocks: blocks[stage] ?? 1, stride: strides[stage + 1] ?? 1 })),
    last: scaled(channels.last),
  })
}
