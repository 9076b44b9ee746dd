import { describe, expect, it } from 'vitest'
import { align, nearestPoint, pointsOf } from '../../../src-renderer/charts/align'
import { describeCurves, figuresOf } from '../../../src-renderer/charts/curve'
import { RunAxis } from '../../../src-renderer/charts/run-axis'
import { runColour } from '../../../src-renderer/charts/run-colour'
import { smooth } from '../../../src-renderer/charts/smooth'
import { figure, logTick, numberTick, relativeTick, wallTicks } from '../../../src-renderer/charts/ticks'

describe('smoothing', () => {
  const steps = [0, 1, 2, 3, 4]

  it('leaves values as they are over 0 steps', () => {
    expect([...smooth('ema', steps, [3, 1, 4, 1, 5], 0)]).toEqual([3, 1, 4, 1, 5])
  })

  it.each(['ema', 'mean'] as const)('keeps a constant, also at its start: %s', (how) => {
    for (const value of smooth(how, steps, [2, 2, 2, 2, 2], 3)) expect(value).toBeCloseTo(2, 12)
  })

  it('weighs by distance in steps, not by number of points', () => {
    const [, near = 0] = smooth('ema', [0, 1], [0, 1], 10)
    const [, far = 0] = smooth('ema', [0, 100], [0, 1], 10)
    const fade = Math.exp(-0.1)
    expect(near).toBeCloseTo(1 / (1 + fade), 12)
    expect(far).toBeGreaterThan(0.9999)
  })

  it('takes the mean of the points within half the width on both sides', () => {
    expect([...smooth('mean', [0, 1, 2, 3, 10], [1, 2, 3, 4, 100], 2)]).toEqual([1.5, 2, 3, 3.5, 100])
  })
})

describe('the x axis of a run', () => {
  // Trains 10 steps in 5 s, pauses 100 s, trains 10 more in 10 s.
  const times = { steps: Float64Array.of(0, 10, 10, 20), wall: Float64Array.of(1000, 1005, 1105, 1115), elapsed: Float64Array.of(0, 5, 5, 15) }
  const axis = new RunAxis(4, times)

  it('puts a step where it was done, in each kind', () => {
    expect(axis.x('step', 9)).toBe(9)
    expect(axis.x('epoch', 9)).toBe(2.25)
    expect(axis.x('relative', 4)).toBe(2.5)
    expect(axis.x('relative', 14)).toBe(10)
    expect(axis.x('wall', 4)).toBe(1002.5)
    expect(axis.x('wall', 14)).toBe(1110)
  })

  it('finds the step again', () => {
    for (const kind of ['step', 'epoch', 'relative', 'wall'] as const) for (const step of [0, 3, 8, 12, 18]) expect(axis.step(kind, axis.x(kind, step))).toBeCloseTo(step, 9)
  })

  it('says what it does not know', () => {
    const unknown = new RunAxis(4, null)
    expect(unknown.knows('wall')).toBe(false)
    expect(unknown.x('wall', 3)).toBeNaN()
    expect(axis.knows('relative')).toBe(true)
  })
})

describe('lines for uPlot', () => {
  it('joins lines with different steps and leaves holes undefined', () => {
    const [x, first, second] = align([
      { x: [0, 2], y: [10, 12] },
      { x: [1, 2], y: [21, 22] },
    ])
    expect(x).toEqual([0, 1, 2])
    expect(first).toEqual([10, undefined, 12])
    expect(second).toEqual([undefined, 21, 22])
  })

  it('leaves out what a logarithmic axis cannot show', () => {
    expect(pointsOf([0, 1, 2], [1, 0, 3], { x: true, y: true })).toEqual({ x: [2], y: [3] })
    expect(pointsOf([0, NaN, 2], [1, 2, Infinity], { x: false, y: false })).toEqual({ x: [0], y: [1] })
  })

  it('finds the point of a line that is nearest to the cursor', () => {
    const x = [0, 1, 2, 10]
    expect(nearestPoint(x, [5, undefined, undefined, 6], 2)).toBe(0)
    expect(nearestPoint(x, [undefined, undefined, undefined, 6], 0)).toBe(3)
    expect(nearestPoint(x, [undefined, undefined], 0)).toBeNull()
  })
})

describe('what is said of a curve', () => {
  const steps = Float64Array.of(0, 1, 2, 3)
  const values = Float32Array.of(2, 0.5, 4, 1)
  const exact = { exact: true, rows: 4, steps, values, meanSteps: steps, means: values }

  it('has its last, lowest and highest value', () => {
    expect(figuresOf(exact)).toEqual({ last: 1, min: 0.5, minStep: 1, max: 4 })
    expect(describeCurves('Loss', [{ id: 'a', label: 'All', colour: '--series-1', series: exact, axis: new RunAxis(1, null) }], String)).toBe(
      'Loss. All: 4 steps, last 1, lowest 0.5 at step 1, highest 4.',
    )
  })

  it('takes the mean of the last bucket for the last value of a reduced curve, whose last point is an extreme', () => {
    const reduced = { exact: false, rows: 400, steps: Float64Array.of(10, 90), values: Float32Array.of(1, 9), meanSteps: Float64Array.of(50), means: Float32Array.of(3) }
    expect(figuresOf(reduced)).toMatchObject({ last: 3, min: 1, max: 9 })
  })
})

describe('colours of runs', () => {
  it('are one of the eight tokens, all eight for eight runs in a row, or the one that was chosen', () => {
    const colours = Array.from({ length: 200 }, (_, before) => runColour({ number: before + 1, colour: null }))
    expect(colours.every((colour) => /^--series-[1-8]$/.test(colour))).toBe(true)
    for (let from = 0; from + 8 <= colours.length; from++) expect(new Set(colours.slice(from, from + 8)).size).toBe(8)
    expect(runColour({ number: 1, colour: '#aabbcc' })).toBe('#aabbcc')
  })
})

describe('labels', () => {
  it('are short and tell neighbours apart', () => {
    expect([0, 0.025, 2.4, 1500, 250_000, 2e-4, 1.25e-7].map(numberTick)).toEqual(['0', '0.025', '2.4', '1500', '250 k', '2e−4', '1.25e−7'])
    expect([0.202027, 0.2, 0.001, 3000, 1e-7].map(logTick)).toEqual(['', '0.2', '0.001', '3000', '1e−7'])
    expect([2.3456789, 0.00012345678, 123456].map(figure)).toEqual(['2.346', '1.235e−4', '123 k'])
    expect([5, 90, 120, 7200, 5400].map(relativeTick)).toEqual(['5 s', '1:30 min', '2 min', '2:00 h', '1:30 h'])
  })

  it('of the clock name the day once', () => {
    const noon = new Date(2026, 0, 5, 12).getTime() / 1000
    expect(wallTicks(undefined as never, [noon, noon + 3600, noon + 86_400], 0, 0, 3600)).toEqual(['12:00\n5 Jan', '13:00', '12:00\n6 Jan'])
  })
})
