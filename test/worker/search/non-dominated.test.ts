import { describe, expect, it } from 'vitest'
import { random } from '../../../src-worker/random'
import { byRankAndCrowding, crowdingDistances, dominates, nonDominatedFronts } from '../../../src-worker/search/non-dominated'

const point = (fitness: number, cost: number) => ({ fitness, cost })

describe('non-dominated sorting', () => {
  it('peels fronts as repeated search for undominated members does', () => {
    const draw = random('test', 0)
    const members = Array.from({ length: 60 }, () => point(draw.integer(12), draw.integer(12)))
    const left = new Set(members.keys())
    const expected: number[][] = []
    while (left.size > 0) {
      const front = [...left].filter((at) => ![...left].some((other) => dominates(members[other] ?? point(0, 0), members[at] ?? point(0, 0))))
      expected.push(front)
      for (const at of front) left.delete(at)
    }
    expect(expected.length).toBeGreaterThan(4)
    expect(nonDominatedFronts(members)).toEqual(expected)
  })

  it('measures crowding by the neighbours on both sides, as a share of the range', () => {
    expect(crowdingDistances([point(1, 1), point(4, 2), point(5, 5), point(9, 11)])).toEqual([Infinity, 4 / 8 + 4 / 10, 5 / 8 + 9 / 10, Infinity])
    expect(crowdingDistances([point(1, 1)])).toEqual([Infinity])
    expect(crowdingDistances([point(1, 1), point(1, 1), point(1, 1)])).toEqual([Infinity, 0, Infinity])
  })

  it('puts the least crowded of a front first, and worse fronts behind', () => {
    const members = [point(0, 9), point(1, 1), point(4, 2), point(5, 5), point(9, 11)]
    expect(byRankAndCrowding(members)).toEqual([point(1, 1), point(9, 11), point(5, 5), point(4, 2), point(0, 9)])
  })
})
