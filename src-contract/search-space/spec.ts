/** Descriptions of search spaces as data, over the two templates of the field's practice: cell and chain. */

/** What a cell's edge can compute. Convolutions are ReLU, convolution without bias (size kept), batch normalisation. */
export type CellOperation =
  | { readonly name: string; readonly kind: 'zero' }
  | { readonly name: string; readonly kind: 'identity' }
  | { readonly name: string; readonly kind: 'convolution'; readonly kernel: number }
  | { readonly name: string; readonly kind: 'average-pool'; readonly kernel: number }

/** A cell: a small directed graph repeated over the network, with one operation chosen per edge. */
export interface CellSpec {
  readonly template: 'cell'
  readonly id: string
  readonly title: string
  /** Node 0 is the input, the last node the output; a node is the sum over its incoming edges. */
  readonly nodes: number
  /** Each edge as [to, from], from < to. */
  readonly edges: readonly (readonly [to: number, from: number])[]
  readonly operations: readonly CellOperation[]
}

/** Stages of a cell network; between two stages a reduction halves the size and doubles the channels. */
export const cellStages = 3

/**
 * What a layer of a chain can be. `mbconv` is the inverted residual block of MobileNetV2 (Sandler et al., CVPR 2018):
 * 1x1 to `expansion` times the channels, depthwise `kernel` x `kernel`, 1x1; its name is part of its weights' names.
 */
export type ChainOperation =
  | { readonly name: string; readonly kind: 'mbconv'; readonly kernel: number; readonly expansion: number }
  | { readonly name: string; readonly kind: 'identity' }

/** A chain of layers between a fixed stem and a fixed head, with one operation chosen per layer. */
export interface ChainSpec {
  readonly template: 'chain'
  readonly id: string
  readonly title: string
  /** Identities stand last: layers that change size or channels do not have them. */
  readonly operations: readonly ChainOperation[]
  /** First convolution, 3x3. */
  readonly first: { readonly channels: number; readonly stride: number }
  /** Channels after the fixed depthwise 3x3 and 1x1 that follow it. */
  readonly stem: number
  /** The stride is that of the stage's first layer; the others keep the size. */
  readonly stages: readonly { readonly channels: number; readonly blocks: number; readonly stride: number }[]
  /** Channels of the 1x1 convolution before the pooling. */
  readonly last: number
}

/** A specification with everything that decides its supernet, but the number of classes. */
export type SpacePlan =
  | { readonly template: 'cell'; readonly spec: CellSpec; readonly channels: number; readonly cells: number }
  | { readonly template: 'chain'; readonly spec: ChainSpec }
