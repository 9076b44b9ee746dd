import { weightElements, type SearchSpace } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import { dispose, flags, fromFloats, view, zeros } from '../tensor/tensors'
import { joinFlat } from '../tensor/flat-sgd'
import type { Tensor, Tensor1D } from '../tensor/backend'

/** Where each weight tensor lies in the one flat vector that holds them all. */
export interface WeightLayout {
  readonly length: number
  readonly entries: ReadonlyMap<string, { readonly offset: number; readonly size: number; readonly shape: readonly number[]; readonly fanIn: number }>
}

/**
 * All weights of a supernet lie in one vector: SGD over a supernet is then a dozen operations instead of thousands, and
 * a checkpoint one copy.
 */
export function weightLayout(space: SearchSpace): WeightLayout {
  const entries = new Map<string, { offset: number; size: number; shape: readonly number[]; fanIn: number }>()
  let offset = 0
  for (const { name, shape, fanIn } of space.weights) {
    const size = weightElements({ shape })
    entries.set(name, { offset, size, shape, fanIn })
    offset += size
  }
  return { length: offset, entries }
}

/** Uniform in ±1/sqrt(fan-in), each tensor from its own draw of (seed, stage, name). */
export function initialWeights(layout: WeightLayout, seed: number, stage: number): Float32Array {
  const flat = new Float32Array(layout.length)
  for (const [name, { offset, size, fanIn }] of layout.entries) {
    const draw = random('weights', seed, stage, name)
    const bound = 1 / Math.sqrt(fanIn)
    for (let i = 0; i < size; i++) flat[offset + i] = (2 * draw.uniform() - 1) * bound
  }
  return flat
}

/** The weights a step uses, cut out of the flat vector on demand. */
export class WeightViews {
  readonly #views = new Map<string, Tensor>()

  constructor(
    readonly layout: WeightLayout,
    private readonly flat: Tensor1D,
  ) {}

  get(name: string): Tensor {
    let found = this.#views.get(name)
    if (found === undefined) {
      const entry = this.layout.entries.get(name)
      if (entry === undefined) throw new RangeError(`There is no weight ${name}.`)
      found = view(this.flat, entry.offset, entry.size, entry.shape)
      this.#views.set(name, found)
    }
    return found
  }

  dispose(): void {
    dispose(...this.#views.values())
    this.#views.clear()
  }

  /** One flat vector out of the gradients of the views; a weight without one has a zero gradient. */
  joinGradients(take: (weight: Tensor) => Tensor | null): Tensor1D {
    const parts: Tensor[] = []
    let gap = 0
    const closeGap = () => {
      if (gap > 0) parts.push(zeros(gap))
      gap = 0
    }
    for (const [name, { size }] of this.layout.entries) {
      const used = this.#views.get(name)
      const gradient = used === undefined ? null : take(used)
      if (gradient === null) {
        gap += size
        continue
      }
      closeGap()
      parts.push(gradient)
    }
    closeGap()
    const joined = joinFlat(parts)
    dispose(...parts)
    return joined
  }
}

/** True for every element of the named weights, as a mask of the flat vector; null when that is all of them. */
export function weightMask(layout: WeightLayout, names: ReadonlySet<string>): Tensor1D | null {
  if (names.size === layout.entries.size) return null
  const values = new Uint8Array(layout.length)
  for (const [name, { offset, size }] of layout.entries) if (names.has(name)) values.fill(1, offset, offset + size)
  return flags(values)
}

/** Splits a flat vector read from the device by names. */
export function partsOf(layout: WeightLayout, flat: Float32Array): Map<string, Float32Array> {
  return new Map([...layout.entries].map(([name, { offset, size }]) => [name, flat.subarray(offset, offset + size)]))
}

/** Puts named tensors into a flat vector; names left out are zero. */
export function joinParts(layout: WeightLayout, parts: ReadonlyMap<string, Float32Array>): Float32Array {
  const flat = new Float32Array(layout.length)
  for (const [name, values] of parts) {
    const entry = layout.entries.get(name)
    if (entry?.size !== values.length) throw new RangeError(`Tensor ${name} does not fit the supernet.`)
    flat.set(values, entry.offset)
  }
  return flat
}

/** A flat vector on the device. */
export function flatTensor(flat: Float32Array): Tensor1D {
  return fromFloats(flat, [flat.length]) as Tensor1D
}

export function flatFromParts(layout: WeightLayout, parts: ReadonlyMap<string, Float32Array>): Tensor1D {
  return flatTensor(joinParts(layout, parts))
}
