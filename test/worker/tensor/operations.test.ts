/** Operations of users' spaces: gradients against finite differences, values against the definition, no tensor left. */
import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../src-worker/tensor/backend'
import { dilated } from '../../../src-worker/tensor/dilation'
import { convolution, depthwiseConvolution, maxPool } from '../../../src-worker/tensor/kernels'
import { squeezeExcite } from '../../../src-worker/tensor/squeeze-excite'
import { Tape } from '../../../src-worker/tensor/tape'
import { dispose, fromFloats, tensorCount, toFloats } from '../../../src-worker/tensor/tensors'
import { seededRandom } from '../../helpers/seeded-random'

interface Leaf {
  readonly shape: readonly number[]
  readonly values: Float32Array
}
type Work = (tape: Tape, leaves: readonly Tensor[]) => Tensor

const draw = seededRandom(5)
const leaf = (...shape: number[]): Leaf => ({ shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * draw() - 1) })
/** All values far apart, so that a small step changes no maximum. */
const spread = (...shape: number[]): Leaf => {
  const { values } = leaf(...shape)
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  order.forEach((at, rank) => { values[at] = rank / order.length })
  return { shape, values }
}

/** Σ y·r for fixed r: a number whose gradient is known by the way back and by small steps. */
function value(work: Work, leaves: readonly Leaf[], weights: Float32Array): number {
  const tape = new Tape()
  const tensors = leaves.map(({ shape, values }) => fromFloats(values, shape))
  const y = toFloats(work(tape, tensors))
  tape.dispose()
  dispose(...tensors)
  return y.reduce((sum, each, at) => sum + each * (weights[at] ?? 0), 0)
}

function checkGradients(work: Work, leaves: readonly Leaf[]): void {
  const before = tensorCount()
  const tape = new Tape()
  const tensors = leaves.map(({ shape, values }) => fromFloats(values, shape))
  const y = work(tape, tensors)
  const r = leaf(...y.shape).values
  tape.backward(y, fromFloats(r, y.shape))
  const gradients = tensors.map((tensor) => {
    const taken = tape.take(tensor)
    const floats = taken === null ? new Float32Array(0) : Float32Array.from(toFloats(taken))
    dispose(taken)
    return floats
  })
  tape.dispose()
  dispose(...tensors)
  expect(tensorCount()).toBe(before)
  const step = 1e-2
  leaves.forEach((own, which) => {
    for (let at = 0; at < own.values.length; at += Math.ceil(own.values.length / 25)) {
      const moved = (by: number): number => value(work, leaves.map((other, i) => (i === which ? { ...own, values: own.values.with(at, (own.values[at] ?? 0) + by) } : other)), r)
      expect(gradients[which]?.[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 2)
    }
  })
  expect(tensorCount()).toBe(before)
}

describe('gradients are those of small steps, and no tensor is left', () => {
  for (const side of [6, 7]) {
    it.each([2, 3])(`a convolution with dilation %i on ${side} pixels`, (dilation) => {
      checkGradients((tape, [x, kernel]) => dilated(tape, x as Tensor, dilation, (grids) => convolution(tape, grids, kernel as Tensor)), [leaf(2, side, side, 3), leaf(3, 3, 3, 2)])
    })
    it(`a depthwise convolution with dilation 2 on ${side} pixels`, () => {
      checkGradients((tape, [x, kernel]) => dilated(tape, x as Tensor, 2, (grids) => depthwiseConvolution(tape, grids, kernel as Tensor, 1)), [leaf(2, side, side, 3), leaf(5, 5, 3, 1)])
    })
  }
  it.each([3, 5, 7])('max pooling over %i', (kernel) => {
    // Steps of a hundredth must not change which value is the largest of a window.
    checkGradients((tape, [x]) => maxPool(tape, x as Tensor, kernel), [{ ...spread(1, 6, 6, 2), values: spread(1, 6, 6, 2).values.map((each) => each * 4) }])
  })
  it('squeeze-and-excitation', () => {
    checkGradients((tape, [x, squeeze, excite]) => squeezeExcite(tape, x as Tensor, squeeze as Tensor, excite as Tensor), [leaf(2, 3, 3, 5), { ...leaf(5, 2), values: leaf(5, 2).values.map(Math.abs) }, leaf(2, 5)].map((each, i) => (i === 0 ? { ...each, values: each.values.map(Math.abs) } : each)))
  })
})

describe('values are those of the definition', () => {
  const run = (work: Work, ...leaves: Leaf[]): number[] => {
    const tape = new Tape()
    const tensors = leaves.map(({ shape, values }) => fromFloats(values, shape))
    const y = [...toFloats(work(tape, tensors))]
    tape.dispose()
    dispose(...tensors)
    return y
  }

  it.each([[6, 2], [7, 2], [7, 3]])('a dilated 3×3 convolution on %i pixels with dilation %i', (side, dilation) => {
    const x = leaf(1, side, side, 1)
    const kernel = leaf(3, 3, 1, 1)
    const found = run((tape, [image, own]) => dilated(tape, image as Tensor, dilation, (grids) => convolution(tape, grids, own as Tensor)), x, kernel)
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        let expected = 0
        for (let i = -1; i <= 1; i++) {
          for (let j = -1; j <= 1; j++) {
            const [r, c] = [row + i * dilation, column + j * dilation]
            if (r >= 0 && c >= 0 && r < side && c < side) expected += (x.values[r * side + c] ?? 0) * (kernel.values[(i + 1) * 3 + j + 1] ?? 0)
          }
        }
        expect(found[row * side + column]).toBeCloseTo(expected, 5)
      }
    }
  })

  it('max pooling leaves the border out: below zero everywhere, nothing becomes zero', () => {
    expect(run((tape, [x]) => maxPool(tape, x as Tensor, 3), { shape: [1, 2, 3, 1], values: Float32Array.of(-6, -2, -5, -4, -3, -1) })).toEqual([-2, -1, -1, -2, -1, -1])
  })

  it('squeeze-and-excitation by hand', () => {
    const x = { shape: [1, 1, 2, 2], values: Float32Array.of(1, 2, 3, 4) }
    // Means 2 and 3; squeezed relu(2·1 - 3·0.5) = 0.5; scales sigmoid(0.5·2), sigmoid(-0.5).
    const found = run((tape, [image, squeeze, excite]) => squeezeExcite(tape, image as Tensor, squeeze as Tensor, excite as Tensor), x, { shape: [2, 1], values: Float32Array.of(1, -0.5) }, { shape: [1, 2], values: Float32Array.of(2, -1) })
    const [a, b] = [1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(0.5))]
    ;[a, 2 * b, 3 * a, 4 * b].forEach((expected, at) => expect(found[at]).toBeCloseTo(expected, 5))
  })
})
