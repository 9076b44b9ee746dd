import { chainLayers, type ChainLayer } from '../../src-contract/search-space/chain-space'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { ChainOperation, ChainSpec } from '../../src-contract/search-space/spec'
import type { Tensor } from '../tensor/backend'
import { add, batchNormalisation, convolution, dense, depthwiseConvolution, globalAveragePool, relu6 } from '../tensor/kernels'
import { squeezeExcite } from '../tensor/squeeze-excite'
import type { Tape } from '../tensor/tape'

type Weight = (name: string) => Tensor

/** Logits (images, classes) of one subnet of a chain space; images NHWC. Everything computed belongs to the tape. */
export function chainNetwork(spec: ChainSpec, tape: Tape, weight: Weight, images: Tensor, architecture: Architecture): Tensor {
  const rectified = (y: Tensor): Tensor => relu6(tape, batchNormalisation(tape, y))
  const first = rectified(convolution(tape, images, weight('first.conv'), spec.first.stride, false))
  let x = narrow(tape, rectified(depthwiseConvolution(tape, first, weight('stem.depthwise'), 1)), weight('stem.project'))
  const computed = (operation: Exclude<ChainOperation, { kind: 'identity' }>, { stride }: ChainLayer, input: Tensor, own: Weight): Tensor => {
    if (operation.kind === 'convolution') return rectified(convolution(tape, input, own('conv'), stride))
    const wide = operation.kind === 'mbconv' ? rectified(convolution(tape, input, own('expand'))) : input
    const filtered = rectified(depthwiseConvolution(tape, wide, own('depthwise'), stride))
    const scaled = operation.kind === 'mbconv' && operation.squeezeExcite === true ? squeezeExcite(tape, filtered, own('squeeze'), own('excite')) : filtered
    return narrow(tape, scaled, own('project'))
  }
  chainLayers(spec).forEach((layer, i) => {
    const operation = spec.operations[architecture[i] ?? -1]
    if (operation === undefined || operation.kind === 'identity') return
    const own = (name: string): Tensor => weight(`blocks.${i}.${operation.name}.${name}`)
    const y = computed(operation, layer, x, own)
    x = layer.residual ? add(tape, [x, y]) : y
  })
  const features = globalAveragePool(tape, rectified(convolution(tape, x, weight('last.conv'))))
  return dense(tape, features, weight('classifier.weight'), weight('classifier.bias'))
}

/** The linear 1x1 convolution at the end of a block: normalised, not rectified. */
function narrow(tape: Tape, x: Tensor, kernel: Tensor): Tensor {
  return batchNormalisation(tape, convolution(tape, x, kernel))
}
