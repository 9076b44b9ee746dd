import { describe, expect, test } from 'vitest'
import { binned } from '../../../src-renderer/charts/bins'
import { inSight, nearest, neighbour, pixelOf, wholeView, within, zoomed } from '../../../src-renderer/charts/scatter-view'
import { seededRandom } from '../../helpers/seeded-random'

const size = { width: 400, height: 200 }
const points = { x: [0, 10, 10, 5], y: [1, 3, 3, NaN] }
const view = { x: { min: 0, max: 10 }, y: { min: 1, max: 3 } }

describe('the view of a scatter', () => {
  test('holds every finite value, whatever else there is', () => {
    const whole = wholeView(points)
    expect(inSight(points, whole)).toBe(3)
    expect(whole.x.min).toBeLessThan(0)
    expect(whole.y.max).toBeGreaterThan(3)
    expect(wholeView({ x: [NaN], y: [] })).toEqual({ x: { min: 0, max: 1 }, y: { min: 0, max: 1 } })
    const one = wholeView({ x: [7], y: [0] })
    expect(one.x.min).toBeLessThan(7)
    expect(one.y.max).toBeGreaterThan(0)
  })

  test('zooms around a place that stays, never beyond the whole', () => {
    const closer = zoomed(view, 0.5, { x: 1, y: 0 })
    expect(closer).toEqual({ x: { min: 5, max: 10 }, y: { min: 1, max: 2 } })
    expect(within(zoomed(closer, 10), view)).toBeNull()
    expect(within(closer, view)).toEqual(closer)
    expect(within({ x: { min: 20, max: 30 }, y: { min: 1, max: 2 } }, view)).toBeNull()
  })

  test('finds the nearest point within reach, as a slow search does', () => {
    const random = seededRandom(3)
    const many = { x: Array.from({ length: 500 }, () => 10 * random()), y: Array.from({ length: 500 }, () => 1 + 2 * random()) }
    for (let trial = 0; trial < 50; trial++) {
      const [left, top] = [400 * random(), 200 * random()]
      const distances = many.x.map((x, at) => {
        const pixel = pixelOf(view, size, x, many.y[at] ?? 0)
        return Math.hypot(pixel.left - left, pixel.top - top)
      })
      const least = Math.min(...distances)
      expect(nearest(many, view, size, left, top, 20)).toBe(least <= 20 ? distances.indexOf(least) : null)
    }
  })

  test('arrow keys reach every drawn point once, equal ones too, and stay at the end', () => {
    const seen: (number | null)[] = []
    for (let at = neighbour(points.x, points.y, null, 1), before: number | null = -1; at !== before; at = neighbour(points.x, points.y, at, 1)) {
      seen.push(at)
      before = at
    }
    expect(seen).toEqual([0, 1, 2])
    expect(neighbour(points.x, points.y, 2, -1)).toBe(1)
    expect(neighbour([NaN], [1], null, 1)).toBeNull()
  })
})

test('bins hold every finite value once, the highest in the last', () => {
  const { from, width, counts } = binned([0, 1, 2, 3, 4, NaN, Infinity], 4)
  expect({ from, width, counts }).toEqual({ from: 0, width: 1, counts: [1, 1, 1, 2] })
  expect(binned([5, 5], 4)).toEqual({ from: 4.5, width: 1, counts: [2] })
  expect(binned([NaN], 4).counts).toEqual([])
})
