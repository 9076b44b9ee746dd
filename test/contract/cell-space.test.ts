import { describe, expect, it } from 'vitest'
import { StudioError } from '../../src-contract/errors'
import { cellParts, liveEdges } from '../../src-contract/search-space/cell-space'
import { nasBench201 } from '../../src-contract/search-space/nas-bench-201'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import type { Architecture } from '../../src-contract/search-space/search-space'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
const everyArchitecture = Array.from({ length: 15_625 }, (_, index) => space.fromIndex(index))
const none = 0

describe('counting, over all 15,625 architectures', () => {
  it('parameters are 72,752 + 26,880 per 1x1 + 241,920 per 3x3', () => {
    const wrong = everyArchitecture.filter((architecture) => {
      const of = (operation: number) => architecture.filter((chosen) => chosen === operation).length
      return space.parameters(architecture) !== 72_752 + 26_880 * of(2) + 241_920 * of(3)
    })
    expect(wrong).toEqual([])
  })

  it('used weights are the fixed ones and the convolutions of the chosen operations in every cell', () => {
    const fixed = space.weights.filter((weight) => weight.usedBy === null).length
    for (const architecture of [everyArchitecture[0], everyArchitecture[7393], everyArchitecture[11_718]] as Architecture[]) {
      const convolutions = architecture.filter((operation) => operation === 2 || operation === 3).length
      expect(space.used(architecture).size).toBe(fixed + 15 * convolutions)
    }
  })

  it('the classifier bias is a weight, but not a parameter', () => {
    const uncounted = space.weights.filter((weight) => !weight.counted)
    expect(uncounted.map(({ shape }) => shape)).toEqual([[10]])
  })
})

describe('parts of the network', () => {
  it('are N cells, a reduction, N cells, a reduction, N cells', () => {
    const parts = cellParts({ channels: 16, cells: 5 })
    expect(parts).toHaveLength(17)
    expect(parts.flatMap((part, position) => (part.kind === 'reduction' ? [position] : []))).toEqual([5, 11])
    expect(parts[5]).toEqual({ kind: 'reduction', inChannels: 16, outChannels: 32, downsampling: 2 })
    expect(parts.at(-1)).toEqual({ kind: 'cell', inChannels: 64, outChannels: 64, downsampling: 4 })
  })

  it('has every weight name once', () => {
    expect(new Set(space.weights.map(({ name }) => name)).size).toBe(space.weights.length)
  })
})

describe('live graphs', () => {
  it('are 9,445', () => {
    expect(new Set(everyArchitecture.map((architecture) => space.liveKey(architecture))).size).toBe(9445)
  })

  it('keep their key when every dead edge is set to none, and change it when a live one is', () => {
    for (const architecture of everyArchitecture) {
      const live = liveEdges(nasBench201, architecture)
      const pruned = architecture.map((operation, edge) => (live[edge] ? operation : none))
      if (space.liveKey(pruned) !== space.liveKey(architecture)) throw new Error(`pruning ${space.format(architecture)} changes its key`)
      const first = live.indexOf(true)
      if (first < 0) continue
      const cut = architecture.map((operation, edge) => (edge === first ? none : operation))
      if (space.liveKey(cut) === space.liveKey(architecture)) throw new Error(`cutting edge ${first} of ${space.format(architecture)} keeps its key`)
    }
  })

  it('have no operation that computes zeros, and none where no path reaches the output', () => {
    expect(liveEdges(nasBench201, [3, 3, 3, 3, 3, 3])).toEqual(Array(6).fill(true))
    expect(liveEdges(nasBench201, [3, 0, 0, 0, 0, 0])).toEqual(Array(6).fill(false))
    // Node 1 gets nothing, so what leaves it is zeros: edges 2 (2<-1) and 4 (3<-1).
    expect(liveEdges(nasBench201, [0, 3, 3, 3, 3, 3])).toEqual([false, true, false, true, false, true])
    // Nothing leaves node 2, so what enters it is not needed: edges 1 and 2.
    expect(liveEdges(nasBench201, [3, 3, 3, 3, 3, 0])).toEqual([true, false, false, true, true, false])
  })
})

describe('image size', () => {
  it('must be a multiple of 4, and the message says which would do', () => {
    expect(() => space.checkImageSize(32)).not.toThrow()
    expect(() => space.checkImageSize(30)).toThrow(StudioError)
    expect(() => space.checkImageSize(30)).toThrow('--image-size 32')
  })
})
