import { describe, expect, it } from 'vitest'
import { createBatchEvaluator, type BatchSource, type DeviceBatch } from '../../../src-worker/ranking/batch-evaluator'
import { heldOutBatches } from '../../../src-worker/ranking/held-out'

const order = Array.from({ length: 1000 }, (_, position) => 5000 + position)
const members = (batches: readonly Uint32Array[]) => batches.flatMap((batch) => [...batch])

describe('held-out batches', () => {
  it('are a mixed prefix, equal for equal seeds only', () => {
    const batches = heldOutBatches(order, 512, 256, 3)
    expect(batches.map((batch) => batch.length)).toEqual([256, 256])
    expect(members(batches).toSorted((a, b) => a - b)).toEqual(order.slice(0, 512))
    expect(members(batches)).not.toEqual(order.slice(0, 512))
    expect(heldOutBatches(order, 512, 256, 3)).toEqual(batches)
    expect(heldOutBatches(order, 512, 256, 4)).not.toEqual(batches)
  })

  it('drop a remainder unless it is the only batch', () => {
    const sizes = (images: number) => heldOutBatches(order, images, 256, 0).map((batch) => batch.length)
    expect(sizes(1000)).toEqual([256, 256, 256])
    expect(sizes(257)).toEqual([256])
    expect(sizes(255)).toEqual([255])
    expect(sizes(5000)).toEqual([256, 256, 256])
    expect(sizes(0)).toEqual([])
  })
})

/** Counts batches on the device as a tensor count would. */
class CountedSource implements BatchSource<DeviceBatch & { readonly number: number }> {
  readonly sizes = [256, 256, 256]
  readonly bytes = 3000
  alive = 0
  most = 0
  reads = 0

  read(number: number) {
    this.reads++
    this.most = Math.max(this.most, ++this.alive)
    const dispose = () => {
      this.alive--
    }
    return { number, dispose }
  }
}

const score = (batch: { readonly number: number }) => ({ correct: 64 * (batch.number + 1), lossSum: 256 * (batch.number + 1) })

const goOn = () => Promise.resolve(true)

describe('the evaluator', () => {
  it('adds up all batches', async () => {
    const { evaluate } = createBatchEvaluator(new CountedSource(), score)
    expect(await evaluate([0], goOn)).toEqual({ accuracy: 0.5, loss: 2 })
  })

  it.each([3000, 0])('pauses between batches and gives up there when told (limit %i)', async (limit) => {
    const source = new CountedSource()
    const { evaluate, dispose } = createBatchEvaluator(source, score, limit)
    let pauses = 0
    const pause = (last: number) => () => Promise.resolve(++pauses < last)
    expect(await evaluate([0], pause(3))).not.toBeNull()
    expect(pauses).toBe(2)
    expect(await evaluate([0], pause(3))).toBeNull()
    expect(pauses).toBe(3)
    dispose()
    expect(source.alive).toBe(0)
  })

  it('reads batches once where they fit, and gives them back at the end', async () => {
    const source = new CountedSource()
    const { evaluate, dispose } = createBatchEvaluator(source, score, 3000)
    for (let i = 0; i < 5; i++) await evaluate([i], goOn)
    expect([source.reads, source.alive]).toEqual([3, 3])
    dispose()
    dispose()
    expect(source.alive).toBe(0)
  })

  it('holds one batch at a time where they do not fit', async () => {
    const source = new CountedSource()
    const { evaluate, dispose } = createBatchEvaluator(source, score, 2999)
    for (let i = 0; i < 5; i++) await evaluate([i], goOn)
    expect([source.reads, source.alive, source.most]).toEqual([15, 0, 1])
    dispose()
    expect(source.alive).toBe(0)
  })

  it.each([3000, 0])('loses no batch when an evaluation throws (limit %i)', async (limit) => {
    const source = new CountedSource()
    const { evaluate, dispose } = createBatchEvaluator(source, () => { throw new Error('out of memory') }, limit)
    await expect(evaluate([0], goOn)).rejects.toThrow('out of memory')
    dispose()
    expect(source.alive).toBe(0)
  })
})
