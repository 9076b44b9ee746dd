import * as tf from '@tensorflow/tfjs-node-gpu'
import { attribute, execute, executeMany, type OpAttribute, type Tensor } from './backend'
import { dilated } from './dilation'
import type { Tape } from './tape'

/**
 * The layers of supernets as fused TensorFlow kernels on a tape. Images are NHWC, kernels HWIO. Every function records
 * its output on the tape, which owns it.
 */

const epsilon = 1e-5

function sizeOf(tensor: Tensor): Tensor {
  return tf.tensor1d(tensor.shape, 'int32')
}

/**
 * Convolution without bias. Stride 1 keeps the size; stride 2 pads (kernel - 1) / 2 pixels on every side, which is not
 * TensorFlow's SAME. `inputGradient` false where the input is the image.
 */
export function convolution(tape: Tape, x: Tensor, kernel: Tensor, stride = 1, inputGradient = true): Tensor {
  return slidKernel(tape, x, kernel, stride, inputGradient, dense2d)
}

/** As `convolution`, kernel HWC1: each channel with its own kernel. */
export function depthwiseConvolution(tape: Tape, x: Tensor, kernel: Tensor, stride: number): Tensor {
  return slidKernel(tape, x, kernel, stride, true, depthwise2d)
}

/** TensorFlow's operations of a kernel that slides over an image, and the attributes that only they have. */
interface SlidOperations {
  readonly forward: string
  readonly kernelGradient: string
  readonly inputGradient: string
  readonly own: () => OpAttribute[]
}

const dense2d: SlidOperations = { forward: 'Conv2D', kernelGradient: 'Conv2DBackpropFilter', inputGradient: 'Conv2DBackpropInput', own: () => [attribute.flag('use_cudnn_on_gpu', true)] }
const depthwise2d: SlidOperations = { forward: 'DepthwiseConv2dNative', kernelGradient: 'DepthwiseConv2dNativeBackpropFilter', inputGradient: 'DepthwiseConv2dNativeBackpropInput', own: () => [] }

function slidKernel(tape: Tape, x: Tensor, kernel: Tensor, stride: number, inputGradient: boolean, operations: SlidOperations): Tensor {
  const pad = ((kernel.shape[0] ?? 1) - 1) / 2
  const attributes = () => [
    attribute.float32(),
    attribute.integer('strides', [1, stride, stride, 1]),
    attribute.text('padding', stride === 1 ? 'SAME' : 'EXPLICIT'),
    attribute.text('data_format', 'NHWC'),
    attribute.integer('explicit_paddings', stride === 1 ? [] : [0, 0, pad, pad, pad, pad, 0, 0]),
    attribute.integer('dilations', [1, 1, 1, 1]),
    ...operations.own(),
  ]
  const y = execute(operations.forward, attributes(), [x, kernel])
  tape.record([y], ([dy]) => {
    if (!dy) return
    const kernelSize = sizeOf(kernel)
    tape.add(kernel, execute(operations.kernelGradient, attributes(), [x, kernelSize, dy]))
    kernelSize.dispose()
    if (!inputGradient) return
    const inputSize = sizeOf(x)
    tape.add(x, execute(operations.inputGradient, attributes(), [inputSize, kernel, dy]))
    inputSize.dispose()
  })
  return y
}

export function relu(tape: Tape, x: Tensor): Tensor {
  const y = execute('Relu', [attribute.float32()], [x])
  tape.record([y], ([dy]) => {
    if (dy) tape.add(x, execute('ReluGrad', [attribute.float32()], [dy, y]))
  })
  return y
}

/** min(max(x, 0), 6), the activation of MobileNets. */
export function relu6(tape: Tape, x: Tensor): Tensor {
  const y = execute('Relu6', [attribute.float32()], [x])
  tape.record([y], ([dy]) => {
    if (dy) tape.add(x, execute('Relu6Grad', [attribute.float32()], [dy, y]))
  })
  return y
}

/** Constants of batch normalisation without scale and shift, one pair per channel count. */
const unit = new Map<number, { scale: Tensor; offset: Tensor; none: Tensor }>()

function unitOf(channels: number) {
  let found = unit.get(channels)
  if (found === undefined) {
    found = { scale: tf.keep(tf.ones([channels])), offset: tf.keep(tf.fill([channels], 0)), none: tf.keep(tf.tensor1d([], 'float32')) }
    unit.set(channels, found)
  }
  return found
}

/** Number of constant tensors kept for good, for tests of leaks. */
export function constantCount(): number {
  return unit.size * 3
}

/** Normalises each channel by the statistics of the batch: no scale, no shift, ε = 1e-5, population variance. */
export function batchNormalisation(tape: Tape, x: Tensor): Tensor {
  const { scale, offset, none } = unitOf(x.shape[3] ?? 0)
  const attributes = () => [
    attribute.float32(),
    attribute.float32('U'),
    attribute.float('epsilon', epsilon),
    attribute.text('data_format', 'NHWC'),
    attribute.flag('is_training', true),
  ]
  const outputs = executeMany('FusedBatchNormV3', [...attributes(), attribute.float('exponential_avg_factor', 1)], [x, scale, offset, none, none], 6)
  const [y, mean, variance, saved1, saved2, saved3] = outputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
  tf.dispose([mean, variance])
  tape.keep(saved1, saved2, saved3)
  tape.record([y], ([dy]) => {
    if (!dy) return
    const [dx, ...rest] = executeMany('FusedBatchNormGradV3', attributes(), [dy, x, scale, saved1, saved2, saved3], 5)
    tf.dispose(rest)
    if (dx) tape.add(x, dx)
  })
  return y
}

/** Average pooling; `padded` keeps the size and does not count the padding in the mean. */
export function averagePool(tape: Tape, x: Tensor, side: number, stride: number, padded: boolean): Tensor {
  const attributes = () => [
    attribute.float32(),
    attribute.integer('ksize', [1, side, side, 1]),
    attribute.integer('strides', [1, stride, stride, 1]),
    attribute.text('padding', padded ? 'SAME' : 'VALID'),
    attribute.text('data_format', 'NHWC'),
  ]
  const y = execute('AvgPool', attributes(), [x])
  tape.record([y], ([dy]) => {
    if (!dy) return
    const inputSize = sizeOf(x)
    tape.add(x, execute('AvgPoolGrad', attributes(), [inputSize, dy]))
    inputSize.dispose()
  })
  return y
}

/** Maximum over a window, size kept; the border counts as nothing. Of equal values the first takes the gradient. */
export function maxPool(tape: Tape, x: Tensor, side: number): Tensor {
  const attributes = () => [
    attribute.float32(),
    attribute.integer('ksize', [1, side, side, 1]),
    attribute.integer('strides', [1, 1, 1, 1]),
    attribute.text('padding', 'SAME'),
    attribute.text('data_format', 'NHWC'),
  ]
  const y = execute('MaxPool', attributes(), [x])
  tape.record([y], ([dy]) => {
    if (dy) tape.add(x, execute('MaxPoolGrad', attributes(), [x, y, dy]))
  })
  return y
}

/** Sum of tensors of one shape. A single summand is passed on without a copy. */
export function add(tape: Tape, summands: readonly Tensor[]): Tensor {
  const [first] = summands
  if (first === undefined) throw new RangeError('A sum needs at least one tensor.')
  const y = summands.length === 1 ? first.clone() : execute('AddN', [attribute.float32(), attribute.integer('N', summands.length)], [...summands])
  tape.record([y], ([dy]) => {
    if (dy) for (const summand of summands) tape.add(summand, dy.clone())
  })
  return y
}

function concatenate(parts: readonly Tensor[], axis: number): Tensor {
  const axisTensor = tf.scalar(axis, 'int32')
  const joined = execute('ConcatV2', [attribute.float32(), attribute.integer('N', parts.length), attribute.int32('Tidx')], [...parts, axisTensor])
  axisTensor.dispose()
  return joined
}

function separate(tensor: Tensor, axis: number, parts: number): Tensor[] {
  const axisTensor = tf.scalar(axis, 'int32')
  const separated = executeMany('Split', [attribute.float32(), attribute.integer('num_split', parts)], [axisTensor, tensor], parts)
  axisTensor.dispose()
  return separated
}

/**
 * Convolution and batch normalisation of several edges that read the same tensor with kernels of one size, as one
 * convolution with joined kernels: batch statistics are per channel, so this is exact, and faster than one at a time.
 */
export function joinedConvolutions(tape: Tape, x: Tensor, kernels: readonly Tensor[], dilation = 1): Tensor[] {
  const normalised = (kernel: Tensor): Tensor => batchNormalisation(tape, dilated(tape, x, dilation, (grids) => convolution(tape, grids, kernel)))
  const [only] = kernels
  if (only !== undefined && kernels.length === 1) return [normalised(only)]
  const joined = concatenate(kernels, 3)
  tape.record([joined], ([gradient]) => {
    if (gradient) separate(gradient, 3, kernels.length).forEach((part, i) => tape.add(kernels[i] ?? joined, part))
  })
  const y = normalised(joined)
  const parts = separate(y, 3, kernels.length)
  tape.record(parts, (gradients) => {
    const missing: Tensor[] = []
    const all = gradients.map((gradient, i) => {
      if (gradient !== null) return gradient
      const zero = tf.zerosLike(parts[i] ?? y)
      missing.push(zero)
      return zero
    })
    tape.add(y, concatenate(all, 3))
    tf.dispose(missing)
  })
  return parts
}

/** Mean over height and width: (images, height, width, channels) to (images, channels). */
export function globalAveragePool(tape: Tape, x: Tensor): Tensor {
  const y = tf.mean(x, [1, 2])
  const [images = 0, height = 0, width = 0, channels = 0] = x.shape
  tape.record([y], ([dy]) => {
    if (!dy) return
    tape.add(x, tf.tidy(() => tf.broadcastTo(tf.mul(dy, 1 / (height * width)).reshape([images, 1, 1, channels]), x.shape as [number, number, number, number])))
  })
  return y
}

/** Matrix product, and a bias where there is one; x (images, inputs), weight (inputs, outputs). */
export function dense(tape: Tape, x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const y = tf.tidy(() => {
    const product = tf.matMul(x, weight)
    return bias === null ? product : tf.add(product, bias)
  })
  tape.record([y], ([dy]) => {
    if (!dy) return
    if (bias !== null) tape.add(bias, tf.sum(dy, 0))
    tape.add(weight, tf.matMul(x, dy, true, false))
    tape.add(x, tf.matMul(dy, weight, false, true))
  })
  return y
}

/** All zeros of a tensor's shape: the output of an edge without a live path. */
export function zerosLike(tape: Tape, x: Tensor): Tensor {
  const y = tf.zerosLike(x)
  tape.record([y], () => undefined)
  return y
}
