import { attribute, execute, type Tensor } from './backend'
import { sizeOf } from './kernels'
import type { Tape } from './tape'

/**
 * Depthwise convolution without bias, kernel HWC1: each channel with its own kernel. Pads (kernel - 1) / 2 pixels on
 * every side, so that stride 1 keeps the size and stride 2 halves it, rounded up.
 */
export function depthwiseConvolution(tape: Tape, x: Tensor, kernel: Tensor, stride: number): Tensor {
  const pad = ((kernel.shape[0] ?? 1) - 1) / 2
  const attributes = () => [
    attribute.float32(),
    attribute.integer('strides', [1, stride, stride, 1]),
    attribute.text('padding', stride === 1 ? 'SAME' : 'EXPLICIT'),
    attribute.text('data_format', 'NHWC'),
    attribute.integer('explicit_paddings', stride === 1 ? [] : [0, 0, pad, pad, pad, pad, 0, 0]),
    attribute.integer('dilations', [1, 1, 1, 1]),
  ]
  const y = execute('DepthwiseConv2dNative', attributes(), [x, kernel])
  tape.record([y], ([dy]) => {
    if (!dy) return
    const kernelSize = sizeOf(kernel)
    tape.add(kernel, execute('DepthwiseConv2dNativeBackpropFilter', attributes(), [x, kernelSize, dy]))
    kernelSize.dispose()
    const inputSize = sizeOf(x)
    tape.add(x, execute('DepthwiseConv2dNativeBackpropInput', attributes(), [inputSize, kernel, dy]))
    inputSize.dispose()
  })
  return y
}
