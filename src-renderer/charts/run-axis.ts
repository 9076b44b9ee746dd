/** What stands under a curve: steps, epochs, time spent training, or the clock. */
import type { TrainConfig } from '../../src-contract/domain/run'
import type { RunTimes } from '../../src-contract/domain/run-log'
import { stepsPerEpoch } from '../../src-contract/schedule'

export const xKinds = ['step', 'epoch', 'relative', 'wall'] as const
export type XKind = (typeof xKinds)[number]

/** Turns steps of one run into positions on the x axis and back. Between known times it is a straight line. */
export class RunAxis {
  constructor(
    private readonly stepsPerEpoch: number,
    private readonly times: RunTimes | null,
    /** How many steps were done at step 0: a row of metrics is of a step, known when that one is done as well. */
    private readonly done: 0 | 1 = 1,
  ) {}

  static of({ trainImages, batch }: Pick<TrainConfig, 'trainImages' | 'batch'>, times: RunTimes | null): RunAxis {
    return new RunAxis(stepsPerEpoch(trainImages, batch), times)
  }

  /** The same for what is counted by steps done, as tracked points are. */
  ofStepsDone(): RunAxis {
    return new RunAxis(this.stepsPerEpoch, this.times, 0)
  }

  knows(kind: XKind): boolean {
    return kind === 'step' || kind === 'epoch' || (this.times !== null && this.times.steps.length > 1)
  }

  /** NaN where it is not known. */
  x(kind: XKind, step: number): number {
    switch (kind) {
      case 'step':
        return step
      case 'epoch':
        return step / this.stepsPerEpoch
      case 'relative':
        return this.times === null ? NaN : between(this.times.steps, this.times.elapsed, step + this.done)
      case 'wall':
        return this.times === null ? NaN : between(this.times.steps, this.times.wall, step + this.done)
    }
  }

  /** Where x stands among the steps; not whole, and NaN where it is not known. */
  step(kind: XKind, x: number): number {
    switch (kind) {
      case 'step':
        return x
      case 'epoch':
        return x * this.stepsPerEpoch
      case 'relative':
        return this.times === null ? NaN : between(this.times.elapsed, this.times.steps, x) - this.done
      case 'wall':
        return this.times === null ? NaN : between(this.times.wall, this.times.steps, x) - this.done
    }
  }
}

/** `to` at `at` of the rising list `from`; beyond its ends the outermost line goes on. */
function between(from: Float64Array, to: Float64Array, at: number): number {
  if (from.length < 2) return NaN
  let low = 0
  let high = from.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((from[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  const [x0 = 0, x1 = 0] = [from[low], from[high]]
  const [y0 = 0, y1 = 0] = [to[low], to[high]]
  return x1 === x0 ? y1 : y0 + ((at - x0) * (y1 - y0)) / (x1 - x0)
}
