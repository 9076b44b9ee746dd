import { expect, test } from 'vitest'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { computeOf, stepBytes } from '../../../src-main/jobs/tensor-memory'
import { exampleConfig } from '../../helpers/history-records'

const config = (channels: number, batch = 64) => ({
  ...exampleConfig, imageSize: 32, classes: 10, batch, trainImages: 25_000, space: spaceConfig({ channels, cells: 5 }), momentum: { id: 'separated', splitChoice: 3 } as const,
})

test('the border that was measured: C = 32 has its own pool of memory, C = 48 takes it from the system', () => {
  expect(computeOf(config(32)).largeTensors).toBe(false)
  expect(computeOf(config(48)).largeTensors).toBe(true)
})

test('a stem alone: outputs of the convolutions, weights and one pool', () => {
  // One cell per stage and one channel: counted by hand for an architecture of 3x3 convolutions on all six edges.
  const outputs = 1024 + 6 * 1024 + (2 + 2 + 2) * 256 + 6 * 2 * 256 + (4 + 4 + 4) * 64 + 6 * 4 * 64
  const weights = 27 + 60 + (18 + 36 + 2) + 60 * 4 + (72 + 144 + 8) + 60 * 16 + 40 + 10
  const one = { ...config(1, 7), space: spaceConfig({ channels: 1, cells: 1 }), momentum: { id: 'shared' } as const }
  expect(stepBytes(one)).toBe(4 * 7 * outputs * 2.5 + 4 * weights * 4)
})

test('grows with the batch, but not beyond the images there are', () => {
  expect(stepBytes(config(16, 128))).toBeGreaterThan(1.7 * stepBytes(config(16, 64)))
  expect(stepBytes({ ...config(16, 128), trainImages: 64 })).toBe(stepBytes(config(16, 64)))
})
