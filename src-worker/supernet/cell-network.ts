import { cellParts, liveEdges } from '../../src-contract/search-space/cell-space'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { CellSpec, SpacePlan } from '../../src-contract/search-space/spec'
import type { Tensor } from '../tensor/backend'
import { add, averagePool, batchNormalisation, convolution, dense, globalAveragePool, joinedConvolutions, relu, zerosLike } from '../tensor/kernels'
import type { Tape } from '../tensor/tape'

type Weight = (name: string) => Tensor

/** Logits (images, classes) of one subnet of a cell space; images NHWC. Everything computed belongs to the tape. */
export function cellNetwork(plan: SpacePlan & { readonly template: 'cell' }, tape: Tape, weight: Weight, images: Tensor, architecture: Architecture): Tensor {
  let x = batchNormalisation(tape, convolution(tape, images, weight('stem.conv'), 1, false))
  cellParts(plan).forEach((part, i) => {
    x = part.kind === 'cell' ? cell(plan.spec, tape, weight, `cells.${i}`, x, architecture) : reduction(tape, weight, `cells.${i}`, x)
  })
  const features = globalAveragePool(tape, relu(tape, batchNormalisation(tape, x)))
  return dense(tape, features, weight('classifier.weight'), weight('classifier.bias'))
}

/** Halves the size and doubles the channels: two 3x3 convolutions beside an average-pooled 1x1 shortcut. */
function reduction(tape: Tape, weight: Weight, name: string, x: Tensor): Tensor {
  const a = batchNormalisation(tape, convolution(tape, relu(tape, x), weight(`${name}.conv_a`), 2))
  const b = batchNormalisation(tape, convolution(tape, relu(tape, a), weight(`${name}.conv_b`)))
  const shortcut = convolution(tape, averagePool(tape, x, 2, 2, false), weight(`${name}.shortcut`))
  return add(tape, [b, shortcut])
}

/** One cell: only live edges are computed, one ReLU and one pooling per node, equal convolutions of a node joined. */
function cell(spec: CellSpec, tape: Tape, weight: Weight, name: string, x: Tensor, architecture: Architecture): Tensor {
  const live = liveEdges(spec, architecture)
  const incoming: Tensor[][] = Array.from({ length: spec.nodes }, () => [])
  incoming[0]?.push(x)
  for (let node = 0; node < spec.nodes - 1; node++) {
    const parts = incoming[node] ?? []
    if (parts.length === 0) continue
    const value = node === 0 ? x : add(tape, parts)
    let rectified: Tensor | undefined
    spec.operations.forEach((operation, number) => {
      const edges = spec.edges.flatMap(([to, from], edge) => (live[edge] && from === node && architecture[edge] === number ? [{ edge, to }] : []))
      if (edges.length === 0) return
      let outputs: Tensor[]
      if (operation.kind === 'convolution') {
        rectified ??= relu(tape, value)
        const kernels = edges.map(({ edge }) => weight(`${name}.edges.${edge}.${operation.name}`))
        outputs = joinedConvolutions(tape, rectified, kernels)
      } else {
        const shared = operation.kind === 'average-pool' ? averagePool(tape, value, operation.kernel, 1, true) : value
        outputs = edges.map(() => shared)
      }
      edges.forEach(({ to }, i) => incoming[to]?.push(outputs[i] ?? value))
    })
  }
  const last = incoming[spec.nodes - 1] ?? []
  return last.length === 0 ? zerosLike(tape, x) : add(tape, last)
}
