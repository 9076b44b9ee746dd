import { expect, test } from 'vitest'
import { divergenceWatch } from '../../../src-worker/training/divergence'

/** Messages with the steps at which they came. */
function warnings(losses: readonly number[]): (readonly [number, string])[] {
  const watch = divergenceWatch()
  return losses.flatMap((loss, step) => {
    const message = watch.add(step, loss)
    return message === null ? [] : [[step, message] as const]
  })
}

const steady = Array.from({ length: 1000 }, (_, step) => 2 + (step % 7) / 10)
const times = (count: number, loss: number): number[] => Array.from({ length: count }, () => loss)

test('a loss above ten times the running median for 100 steps is warned of once', () => {
  const [first, ...more] = warnings([...steady, ...times(500, 40)])
  expect(first?.[0]).toBe(1099)
  expect(first?.[1]).toContain('running median of 2.3')
  expect(more).toEqual([])
})

test('99 steps, a break, or a loss below that are not', () => {
  expect(warnings([...steady, ...times(99, 40), 2, ...times(99, 40)])).toEqual([])
  expect(warnings([...steady, ...times(500, 20)])).toEqual([])
})

test('the high losses do not raise the measure that finds them, and a falling loss lowers it', () => {
  expect(warnings([...times(1000, 2.3), ...times(600, 0.1), ...times(100, 2.3)])).toHaveLength(1)
  expect(warnings([...times(1000, 2.3), ...times(50, 0.1), ...times(100, 2.3)])).toEqual([])
})
