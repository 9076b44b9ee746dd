/** Descriptions of search spaces as data. Two templates exist in the field's practice; this file has the cell template. */

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
