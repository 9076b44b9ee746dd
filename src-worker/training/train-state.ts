/**
 * The state of training and how an update changes it. Nothing here knows methods, schedules or files; see train-loop
 * for the run and checkpoint-store for what outlives it.
 */
import type { Tensor1D } from '../tensor/backend'
import { dispose, zeros } from '../tensor/tensors'
import { weightMask, type WeightLayout } from '../supernet/weights'

/** A set of momentum buffers over the shared weights, and the weights it has buffers for. */
interface Pool {
  flat: Tensor1D
  readonly names: Set<string>
}

/** One weight set with its momentum pools. */
export class TrainState {
  readonly pools = new Map<number, Pool>()
  /** Weights that some step has used. */
  readonly seen: Set<string>
  #mask: { readonly size: number; readonly tensor: Tensor1D | null } | null = null

  constructor(
    readonly layout: WeightLayout,
    public weights: Tensor1D,
    seen: Iterable<string> = [],
  ) {
    this.seen = new Set(seen)
  }

  pool(id: number): Pool {
    let pool = this.pools.get(id)
    if (pool === undefined) {
      pool = { flat: zeros(this.layout.length), names: new Set() }
      this.pools.set(id, pool)
    }
    return pool
  }

  /** Mask of the weights seen so far, remade only when there are more of them. */
  seenMask(): Tensor1D | null {
    if (this.#mask?.size !== this.seen.size) {
      dispose(this.#mask?.tensor)
      this.#mask = { size: this.seen.size, tensor: weightMask(this.layout, this.seen) }
    }
    return this.#mask.tensor
  }

  dispose(): void {
    dispose(this.weights, this.#mask?.tensor, ...[...this.pools.values()].map(({ flat }) => flat))
    this.#mask = null
    this.pools.clear()
  }
}
