import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../../src-worker/random'
import type { Evaluate } from '../../../src-worker/ranking/evaluate-architectures'
import type { Score } from '../../../src-worker/ranking/live-score'
import { supernetEvaluator, type HeldOutImages } from '../../../src-worker/ranking/supernet-evaluator'
import { createSupernet } from '../../../src-worker/supernet/supernet'
import { initialWeights } from '../../../src-worker/supernet/weights'
import { constantCount } from '../../../src-worker/tensor/kernels'
import type { Tensor1D } from '../../../src-worker/tensor/backend'
import { dispose, fromFloats, ready, tensorCount } from '../../../src-worker/tensor/tensors'

const side = 8
const supernet = createSupernet({ id: 'nas-bench-201', channels: 4, cells: 1 }, 10)
let weights: Tensor1D

/** Images of noise in two batches of 16. */
const heldOut: HeldOutImages = {
  sizes: [16, 16],
  side,
  read: (batch) => {
    const draw = random('test-images', batch)
    const pixels = Float32Array.from({ length: 16 * side * side * 3 }, () => 2 * draw.uniform() - 1)
    return { pixels, labels: Int32Array.from({ length: 16 }, () => draw.integer(10)) }
  },
}

const goOn = () => Promise.resolve(true)

/** Constants of the kernels live as long as the process and are made at first use. */
const tensors = () => tensorCount() - constantCount()
let before = 0

beforeAll(async () => {
  await ready()
  weights = fromFloats(initialWeights(supernet.layout, 0, 0), [supernet.layout.length]) as Tensor1D
  before = tensors()
})

afterAll(() => {
  expect(tensors()).toBe(before)
  dispose(weights)
})

describe('a supernet on held-out images', () => {
  const architectures = [[3, 3, 3, 3, 3, 3], [0, 0, 0, 0, 0, 0], [4, 2, 1, 0, 3, 2], [0, 3, 2, 3, 4, 1]]
  const scoresBy = async (evaluate: Evaluate) => {
    const scores: Score[] = []
    for (const architecture of architectures) scores.push((await evaluate(architecture, goOn)) ?? { accuracy: NaN, loss: NaN })
    return scores
  }

  it('scores alike whether images are kept or read again, and leaves no tensor', async () => {
    const kept = supernetEvaluator(supernet, () => weights, heldOut)
    const scores = await scoresBy(kept.evaluate)
    kept.dispose()
    expect(tensors()).toBe(before)
    const reread = supernetEvaluator(supernet, () => weights, heldOut, 0)
    expect(await scoresBy(reread.evaluate)).toEqual(scores)
    reread.dispose()
    expect(tensors()).toBe(before)
    for (const { accuracy, loss } of scores) {
      expect(accuracy * 32).toBeCloseTo(Math.round(accuracy * 32), 9)
      expect(loss).toBeGreaterThan(1)
      expect(loss).toBeLessThan(6)
    }
  })

  it('holds the same tensors after fifty subnets as after each was used once', async () => {
    const evaluator = supernetEvaluator(supernet, () => weights, heldOut)
    await scoresBy(evaluator.evaluate)
    const after = tensors()
    for (let i = 0; i < 50; i++) await evaluator.evaluate(architectures[i % 4] ?? [], goOn)
    expect(tensors()).toBe(after)
    evaluator.dispose()
  })

  it('gives architectures with one live graph one score', async () => {
    const evaluator = supernetEvaluator(supernet, () => weights, heldOut)
    const one = await evaluator.evaluate([0, 3, 2, 3, 4, 3], goOn)
    expect(await evaluator.evaluate([0, 3, 0, 3, 1, 3], goOn)).toEqual(one)
    expect(await evaluator.evaluate([0, 3, 0, 2, 1, 3], goOn)).not.toEqual(one)
    evaluator.dispose()
  })
})
