import { describe, expect, it } from 'vitest'
import { formStrides, publishedBlocks } from '../../src-contract/search-space/mobilenet'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { shareCounter } from '../../src-contract/search-space/share-within'

describe('the share of a space within limits', () => {
  it('is exact for a space that can be counted', () => {
    const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
    const share = shareCounter(space, 32)
    const within = (parameters: number, multiplyAdds: number): number =>
      Array.from({ length: 15_625 }, (_, index) => space.fromIndex(index)).filter((each) => space.parameters(each) <= parameters && space.multiplyAdds(each, 32) <= multiplyAdds).length
    expect(share({ parameters: null, multiplyAdds: null })).toEqual({ share: 1, sample: null, least: { parameters: 72_752, multiplyAdds: space.multiplyAdds([0, 0, 0, 0, 0, 0], 32) } })
    expect(share({ parameters: 400_000, multiplyAdds: 60_000_000 }).share).toBe(within(400_000, 60_000_000) / 15_625)
    expect(share({ parameters: 72_751, multiplyAdds: null }).share).toBe(0)
  })

  it('is sampled for a larger one, the same each time, and a half at the mean cost', () => {
    const space = createSearchSpace({ id: 'mobilenet', width: 0.25, blocks: publishedBlocks, strides: formStrides.cifar }, 10)
    const [one, other] = [shareCounter(space, 32), shareCounter(space, 32)]
    const middle = { parameters: Math.round((space.extremes.smallest + space.extremes.largest) / 2), multiplyAdds: null }
    expect(one(middle)).toEqual(other(middle))
    expect(one(middle).sample).toBe(20_000)
    expect(one(middle).share).toBeGreaterThan(0.2)
    expect(one(middle).share).toBeLessThan(0.8)
  })
})
