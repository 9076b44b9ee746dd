import { describe, expect, test } from 'vitest'
import { distribution, histogram } from '../../src-contract/search-space/distribution'
import { createSearchSpace } from '../../src-contract/search-space/registry'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)

describe('distribution', () => {
  test('equals a count over all 15,625 architectures', () => {
    const counted = new Map<number, number>()
    for (let index = 0; index < Number(space.size); index++) {
      const value = space.parameters(space.fromIndex(index))
      counted.set(value, (counted.get(value) ?? 0) + 1)
    }
    const expected = [...counted].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
    expect(distribution(space, (architecture) => space.parameters(architecture))).toEqual(expected)
  })

  test('ends at the extremes of the space', () => {
    const counts = distribution(space, (architecture) => space.parameters(architecture))
    expect(counts[0]?.value).toBe(space.extremes.smallest)
    expect(counts.at(-1)?.value).toBe(space.extremes.largest)
  })
})

describe('histogram', () => {
  test('loses nobody, whatever the number of bins', () => {
    const counts = distribution(space, (architecture) => space.multiplyAdds(architecture, 32))
    for (const bins of [1, 7, 28]) {
      const made = histogram(counts, bins)
      expect(made).toHaveLength(bins)
      expect(made.reduce((sum, { count }) => sum + count, 0)).toBe(15_625)
    }
  })

  test('puts the largest value into the last bin', () => {
    expect(histogram([{ value: 1, count: 2 }, { value: 5, count: 3 }], 4).map(({ count }) => count)).toEqual([2, 0, 0, 3])
  })
})
