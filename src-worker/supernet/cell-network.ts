import { cellParts, liveEdges } from '../../src-contract/search-space/cell-space'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { CellOperation, CellSpec, SpacePlan } from '../../src-contract/search-space/spec'
import type { Tensor } from '../tensor/backend'
import { dilated } from '../tensor/dilation'
import { add, averagePool, batchNormalisation, convolution, dense, depthwiseConvolution, globalAveragePool, joinedConvolutions, maxPool, relu, zerosLike } from '../tensor/kernels'
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
      const named = edges.map(({ edge }) => `${name}.edges.${edge}.${operation.name}`)
      const outputs = computed(operation, tape, weight, named, value, () => (rectified ??= relu(tape, value)))
      edges.forEach(({ to }, i) => incoming[to]?.push(outputs[i] ?? value))
    })
  }
  const last = incoming[spec.nodes - 1] ?? []
  return last.length === 0 ? zerosLike(tape, x) : add(tape, last)
}

/** What the edges of a node with one operation pass on, `names` being those of their weights. */
function computed(operation: CellOperation, tape: Tape, weight: Weight, names: readonly string[], value: Tensor, rectified: () => Tensor): Tensor[] {
  switch (operation.kind) {
    case 'convolution':
      return joinedConvolutions(tape, rectified(), names.map(weight), operation.dilation)
    case 'separable':
      return names.map((name) => separable(tape, rectified(), weight(`${name}.depthwise`), weight(`${name}.pointwise`), operation.dilation ?? 1))
    case 'average-pool':
    case 'max-pool': {
      const pooled = operation.kind === 'max-pool' ? maxPool(tape, value, operation.kernel) : averagePool(tape, value, operation.kernel, 1, true)
      return names.map(() => pooled)
    }
    case 'identity':
    case 'zero':
      return names.map(() => value)
  }
}

function separable(tape: Tape, x: Tensor, depthwise: Tensor, pointwise: Tensor, dilation: number): Tensor {
  const y = dilated(tape, x, dilation, (grids) => depthwiseConvolution(tape, grids, depthwise, 1))
  return batchNormalisation(tape, convolution(tape, y, pointwise))
}
