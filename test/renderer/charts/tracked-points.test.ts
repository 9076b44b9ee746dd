import { describe, expect, it } from 'vitest'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { RunAxis } from '../../../src-renderer/charts/run-axis'
import { partWorthSeeing } from '../../../src-renderer/views/run/tracked-curves'

const at = (stage: number | null, step: number): TrackedPoint => ({ stage, step }) as TrackedPoint

describe('charts of a few-shot run open on', () => {
  it('the sub-supernet in training', () => {
    expect(partWorthSeeing([], true)).toBe('0')
    expect(partWorthSeeing([at(0, 2), at(0, 4), at(1, 6)], true)).toBe('1')
  })

  it('the one with most points, the first of equal ones, once it has ended', () => {
    expect(partWorthSeeing([at(0, 2), at(1, 4), at(1, 6), at(2, 8), at(2, 10), at(null, 10)], false)).toBe('1')
    expect(partWorthSeeing([at(null, 10)], false)).toBe('all')
  })
})

const times = { steps: Float64Array.of(0, 8, 16), elapsed: Float64Array.of(0, 10, 30), wall: Float64Array.of(1000, 1010, 1030) }

describe('a point after so many steps', () => {
  const axis = new RunAxis(4, times).ofStepsDone()

  it('stands at these steps, at a whole epoch, and when the last of them was done', () => {
    expect([axis.x('step', 8), axis.x('epoch', 8), axis.x('relative', 8), axis.x('wall', 16)]).toEqual([8, 2, 10, 1030])
    for (const kind of ['step', 'epoch', 'relative', 'wall'] as const) expect(axis.step(kind, axis.x(kind, 12))).toBeCloseTo(12)
  })

  it('is where the row of the last step is, of which a row is known when it is done', () => {
    const rows = new RunAxis(4, times)
    expect(rows.x('relative', 7)).toBe(axis.x('relative', 8))
  })
})
