import { expect, test } from 'vitest'
import { throughputs, usualThroughput } from '../../../src-renderer/views/run/throughput'

const times = (steps: readonly number[], elapsed: readonly number[]) => ({ steps: Float64Array.from(steps), wall: Float64Array.from(elapsed), elapsed: Float64Array.from(elapsed) })

test('a stretch in which the run also judged architectures does not slow the figure of the whole run', () => {
  // 10 steps of 8 images take a second, but for the third stretch, of 21 seconds.
  const points = throughputs(times([10, 20, 30, 40, 50], [1, 2, 23, 24, 25]), 8)
  expect(points.map(({ step }) => step)).toEqual([19, 29, 39, 49])
  expect(usualThroughput(points)).toBe(80)
})

test('reports of one moment or of one step give no stretch, and no stretch no figure', () => {
  expect(throughputs(times([10, 10, 20], [1, 2, 2]), 8)).toEqual([])
  expect(usualThroughput([])).toBeNull()
})

test('an even number of stretches has its figure in the middle of two', () => {
  expect(usualThroughput(throughputs(times([1, 2, 3], [1, 2, 4]), 6))).toBe(4.5)
})
