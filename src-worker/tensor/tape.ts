import type { Tensor } from './backend'
import { execute, attribute } from './backend'

/**
 * Reverse-mode differentiation over our kernels. tfjs's own tape keeps every activation to the end of the step and sums
 * gradients pairwise; this one frees activations as soon as they are behind and sums all gradients of a tensor at once.
 * A tape owns the tensors recorded on it; leaves (weights, images) belong to the caller.
 */
export class Tape {
  readonly #steps: { outputs: readonly Tensor[]; backward: (gradients: (Tensor | null)[]) => void }[] = []
  readonly #gradients = new Map<Tensor, Tensor[]>()
  readonly #temporary: Tensor[] = []

  /** Records outputs and how gradients of them reach the inputs; a gradient is null where nothing used that output. */
  record(outputs: readonly Tensor[], backward: (gradients: (Tensor | null)[]) => void): void {
    this.#steps.push({ outputs, backward })
  }

  /** A tensor that is neither output nor leaf (saved statistics), freed with the tape. */
  keep(...tensors: Tensor[]): void {
    this.#temporary.push(...tensors)
  }

  /** Adds to the gradient of an input; the tape owns `gradient` from here on. */
  add(input: Tensor, gradient: Tensor): void {
    const list = this.#gradients.get(input)
    if (list === undefined) this.#gradients.set(input, [gradient])
    else list.push(gradient)
  }

  /** Walks back from `output`; afterwards take() has the gradients of the leaves. Outputs are disposed on the way. */
  backward(output: Tensor, gradient: Tensor): void {
    this.add(output, gradient)
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      const gradients = step.outputs.map((tensor) => this.take(tensor))
      if (gradients.some((candidate) => candidate !== null)) step.backward(gradients)
      for (const tensor of [...gradients, ...step.outputs]) tensor?.dispose()
    }
  }

  /** The summed gradient of a tensor, which is the caller's now; null when none reached it. */
  take(tensor: Tensor): Tensor | null {
    const list = this.#gradients.get(tensor)
    if (list === undefined) return null
    this.#gradients.delete(tensor)
    return sum(list)
  }

  /** Frees whatever is left: everything recorded (unless walked back already), saved tensors, untaken gradients. */
  dispose(): void {
    for (const { outputs } of this.#steps.splice(0)) for (const tensor of outputs) tensor.dispose()
    for (const tensor of this.#temporary.splice(0)) tensor.dispose()
    for (const list of this.#gradients.values()) for (const tensor of list) tensor.dispose()
    this.#gradients.clear()
  }
}

/** One tensor out of several of equal shape; the summands are disposed. */
function sum(list: Tensor[]): Tensor | null {
  const [first] = list
  if (first === undefined || list.length === 1) return first ?? null
  const total = execute('AddN', [attribute.float32(), attribute.integer('N', list.length)], list)
  for (const tensor of list) tensor.dispose()
  return total
}
