/** Notices a training that diverges long before its loss is no number any more. */

const times = 10
const patience = 100
/** Losses behind the median: enough to be steady, few enough to follow a loss that falls. */
const remembered = 501

export interface DivergenceWatch {
  /** Takes the losses in order; the warning once, null otherwise. */
  add(step: number, loss: number): string | null
}

/** Warns, once, when the loss of each of 100 steps in a row was above ten times the running median of those before. */
export function divergenceWatch(): DivergenceWatch {
  const usual: number[] = []
  let next = 0
  let median: number | null = null
  let high = 0
  let warned = false
  return {
    add(step, loss) {
      if (median !== null && loss > times * median) {
        high++
        if (high < patience || warned) return null
        warned = true
        return `The loss has been more than ${times} times its running median of ${median.toPrecision(4)} for ${patience} steps up to step ${step}: the training may be diverging. Stop it and start again with a smaller --lr or --clip.`
      }
      high = 0
      // High losses do not enter: they would raise the very measure that finds them.
      usual[next] = loss
      next = (next + 1) % remembered
      if (median === null || next % 50 === 0) median = usual.length < 20 ? null : medianOf(usual)
      return null
    },
  }
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
