/** How fast a run trained, from the reports of its worker. */
import type { RunTimes } from '../../../src-contract/domain/run-log'

export interface ThroughputPoint {
  /** Last step of the stretch between two reports. */
  readonly step: number
  /** Images a second over that stretch. */
  readonly value: number
}

/** @param batch images of one step */
export function throughputs({ steps, elapsed }: RunTimes, batch: number): readonly ThroughputPoint[] {
  const points: ThroughputPoint[] = []
  for (let i = 1; i < steps.length; i++) {
    const seconds = (elapsed[i] ?? 0) - (elapsed[i - 1] ?? 0)
    const done = (steps[i] ?? 0) - (steps[i - 1] ?? 0)
    if (seconds > 0 && done > 0) points.push({ step: (steps[i] ?? 0) - 1, value: (done * batch) / seconds })
  }
  return points
}

/** Images a second of the run as a whole: the middle of its stretches, so that the few in which it also judged or saved do not count. Null before the second report. */
export function usualThroughput(points: readonly ThroughputPoint[]): number | null {
  const values = points.map(({ value }) => value).sort((a, b) => a - b)
  const [low, high] = [values[(values.length - 1) >> 1], values[values.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
