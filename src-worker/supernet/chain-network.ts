import { chainLayers } from '../../src-contract/search-space/chain-space'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { ChainSpec } from '../../src-contract/search-space/spec'
import type { Tensor } from '../tensor/backend'
import { depthwiseConvolution } from '../tensor/depthwise'
import { add, batchNormalisation, convolution, dense, globalAveragePool, relu6 } from '../tensor/kernels'
import type { Tape } from '../tensor/tape'

type Weight = (name: string) => Tensor

/** Logits (images, classes) of one subnet of a chain space; images NHWC. Everything computed belongs to the tape. */
export function chainNetwork(spec: ChainSpec, tape: Tape, weight: Weight, images: Tensor, architecture: Architecture): Tensor {
  const rectified = (y: Tensor): Tensor => relu6(tape, batchNormalisation(tape, y))
  const first = rectified(convolution(tape, images, weight('first.conv'), spec.first.stride, false))
  let x = narrow(tape, rectified(depthwiseConvolution(tape, first, weight('stem.depthwise'), 1)), weight('stem.project'))
  chainLayers(spec).forEach((layer, i) => {
    const operation = spec.operations[architecture[i] ?? -1]
    if (operation?.kind !== 'mbconv') return
    const name = `blocks.${i}.${operation.name}`
    const wide = rectified(convolution(tape, x, weight(`${name}.expand`)))
    const y = narrow(tape, rectified(depthwiseConvolution(tape, wide, weight(`${name}.depthwise`), layer.stride)), weight(`${name}.project`))
    x = layer.residual ? add(tape, [x, y]) : y
  })
  const features = globalAveragePool(tape, rectified(convolution(tape, x, weight('last.conv'))))
  return dense(tape, features, weight('classifier.weight'), weight('classifier.bias'))
}

/** The linear 1x1 convolution at the end of a block: normalised, not rectified. */
function narrow(tape: Tape, x: Tensor, kernel: Tensor): Tensor {
  return batchNormalisation(tape, convolution(tape, x, kernel))
}
