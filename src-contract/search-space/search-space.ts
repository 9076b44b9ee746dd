/** A subnet: one operation number per choice of the space. */
export type Architecture = readonly number[]

export interface Choice {
  /** What the user reads, e.g. "edge 3 (3<-0)". */
  readonly name: string
  readonly operations: readonly string[]
}

/** One weight tensor of the supernet, in TensorFlow's layout (kernels HWIO, depthwise HWC1, dense (in, out)). */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  /** Initialised uniformly in ±1/sqrt(fanIn). */
  readonly fanIn: number
  /** Whether it counts as parameters (the classifier bias of cell spaces does not). */
  readonly counted: boolean
  /** Output positions it is applied at, for images of side S: (S/downsampling)²; null = once (classifier). */
  readonly downsampling: number | null
  /** The operation that uses it; null = every subnet does. */
  readonly usedBy: { readonly choice: number; readonly operation: number } | null
}

/** Numbers in a weight tensor. */
export function weightElements({ shape }: Pick<WeightSpec, 'shape'>): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** A search space with its settings (channels, cells, classes) filled in. Everything here is pure counting. */
export interface SearchSpace {
  readonly id: string
  readonly title: string
  readonly choices: readonly Choice[]
  readonly size: bigint
  readonly weights: readonly WeightSpec[]
  /** Parameters of the smallest and the largest architecture, Cmin and Cmax of CaLR. */
  readonly extremes: { readonly smallest: number; readonly largest: number }
  /** C(a): weights in use, without the classifier bias in cell spaces. */
  parameters(architecture: Architecture): number
  multiplyAdds(architecture: Architecture, imageSize: number): number
  /** Names of the weights that count as used by the architecture, dead paths included. */
  used(architecture: Architecture): ReadonlySet<string>
  /** Equal for architectures that compute the same function because they differ only on dead paths. */
  liveKey(architecture: Architecture): string
  index(architecture: Architecture): number
  fromIndex(index: number): Architecture
  format(architecture: Architecture): string
  /** Reads an index, the string form or a JSON list of operation numbers. Throws 'architecture-malformed'. */
  parse(text: string): Architecture
  /** Throws 'space-unusable' with a sentence where images of this side do not fit the network. */
  checkImageSize(imageSize: number): void
}
