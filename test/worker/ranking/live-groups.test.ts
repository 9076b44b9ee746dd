import { describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { inFairOrder, liveGroups, type LiveGroup } from '../../../src-worker/ranking/live-groups'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)

describe('live groups', () => {
  it('join architectures that differ on dead paths and cost what the cheapest costs', () => {
    // Edge 0 is none, so edges 2 and 4, which leave node 1, are dead whatever they hold.
    const same = [[0, 3, 3, 3, 3, 3], [0, 3, 0, 3, 1, 3], [0, 3, 2, 3, 4, 3]]
    const groups = liveGroups(space, [...same, [1, 3, 3, 3, 3, 3]], 32)
    expect(groups).toHaveLength(2)
    expect(groups[0]).toMatchObject({ representative: [0, 3, 0, 3, 1, 3], cost: space.multiplyAdds([0, 3, 0, 3, 0, 3], 32) })
  })
})

describe('the fair order', () => {
  const groups = (count: number): LiveGroup[] =>
    Array.from({ length: count }, (_, i) => ({ liveKey: String(i), representative: [], cost: (i * 7919) % count }))

  it.each([0, 1, 2, 3, 8, 9, 231])('of %i groups has each once', (count) => {
    const ordered = inFairOrder(groups(count))
    expect(new Set(ordered.map(({ liveKey }) => liveKey)).size).toBe(count)
    expect(ordered).toHaveLength(count)
  })

  it('has the mean cost of all in every beginning', () => {
    const ordered = inFairOrder(groups(1009))
    for (const length of [16, 50, 300]) {
      const mean = ordered.slice(0, length).reduce((sum, { cost }) => sum + cost, 0) / length
      expect(Math.abs(mean / 504 - 1)).toBeLessThan(0.1)
    }
  })
})
