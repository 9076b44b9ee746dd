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
  /** Output positions it is applied at, for images of side S: ceil(S/downsampling)²; null = once (classifier). */
  readonly downsampling: number | null
  /** The operation that uses it; null = every subnet does. */
  readonly usedBy: { readonly choice: number; readonly operation: number } | null
}

/** The order of architectures: by operation numbers, the first choice first. In it are indices and tables. */
export function compareArchitectures(a: Architecture, b: Architecture): number {
  const choice = a.findIndex((operation, at) => operation !== b[at])
  return choice < 0 ? 0 : (a[choice] ?? 0) - (b[choice] ?? 0)
}

/** The next architecture in that order, or with `by` -1 the one before; the first follows the last. */
export function neighbour({ choices }: Pick<SearchSpace, 'choices'>, architecture: Architecture, by: 1 | -1): Architecture {
  const next = [...architecture]
  for (let choice = choices.length - 1; choice >= 0; choice--) {
    const operations = choices[choice]?.operations.length ?? 1
    const operation = (next[choice] ?? 0) + by
    next[choice] = (operation + operations) % operations
    if (next[choice] === operation) break
  }
  return next
}

/** Choices that momentum separation may draw its split choice from: those with the most operations, but for `except`. */
export function splitCandidates({ choices }: Pick<SearchSpace, 'choices'>, except?: number): number[] {
  const open = [...choices.entries()].filter(([choice]) => choice !== except)
  const most = Math.max(...open.map(([, { operations }]) => operations.length))
  return open.flatMap(([choice, { operations }]) => (operations.length === most ? [choice] : []))
}

/** Numbers in a weight tensor. */
export function weightElements({ shape }: Pick<WeightSpec, 'shape'>): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** What `value` gives for the weights of one operation, summed, by choice and operation; and for those that every subnet has. */
export function sumsByOperation({ choices, weights }: Pick<SearchSpace, 'choices' | 'weights'>, value: (weight: WeightSpec) => number): { readonly fixed: number; readonly operations: readonly (readonly number[])[] } {
  const operations = choices.map((choice) => choice.operations.map(() => 0))
  let fixed = 0
  for (const weight of weights) {
    const own = weight.usedBy === null ? undefined : operations[weight.usedBy.choice]
    if (weight.usedBy === null || own === undefined) fixed += value(weight)
    else own[weight.usedBy.operation] = (own[weight.usedBy.operation] ?? 0) + value(weight)
  }
  return { fixed, operations }
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
  /** Of convolutions and classifier weights, for images of this side. */
  multiplyAdds(architecture: Architecture, imageSize: number): number
  /** Names of the weights that count as used by the architecture, dead paths included. */
  used(architecture: Architecture): ReadonlySet<string>
  /** Equal for architectures that compute the same function because they differ only on dead paths. */
  liveKey(architecture: Architecture): string
  /** Place in the order of `compareArchitectures`; null where the space is too large for exact numbers (above 2^53). */
  index(architecture: Architecture): number | null
  /** Throws 'architecture-malformed', also in a space without indices. */
  fromIndex(index: number): Architecture
  format(architecture: Architecture): string
  /** Reads an index, the string form or a JSON list of operation numbers. Throws 'architecture-malformed'. */
  parse(text: string): Architecture
  /** Throws 'space-unusable' with a sentence where images of this side do not fit the network. */
  checkImageSize(imageSize: number): void
}
