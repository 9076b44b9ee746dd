import { Presets, SingleBar } from 'cli-progress'
import type { Progress } from '../../../src-contract/progress'
import { formatFigure, formatSeconds } from './format'
import type { OutputStream } from './output-stream'

export interface ProgressView {
  update(progress: Progress): void
  /** Takes the bar off the terminal, so that lines can be printed; the next update draws it again. */
  clear(): void
}

/** One JSON object a line, at most one a second for each phase; the end of a phase is always told. */
export function jsonProgress(emit: (progress: Progress) => void): ProgressView {
  return throttled(1000, emit)
}

/** Plain lines for pipes and log files. */
export function lineProgress(stream: OutputStream): ProgressView {
  return throttled(5000, (progress) => stream.write(`${describe(progress)}\n`))
}

export function barProgress(stream: OutputStream): ProgressView {
  let bar: SingleBar | null = null
  let latest: Progress | null = null
  const create = (): SingleBar =>
    new SingleBar(
      {
        stream: stream.raw,
        hideCursor: true,
        clearOnComplete: true,
        // Ctrl-C is ours: it saves a checkpoint first.
        gracefulExit: false,
        fps: 8,
        linewrap: false,
        format: (_options, parameters) => (latest === null ? '' : drawBar(latest, parameters.progress, stream.raw.columns)),
      },
      Presets.legacy,
    )
  const clear = (): void => {
    bar?.stop()
    bar = null
  }
  return {
    update(progress) {
      latest = progress
      const total = Math.max(progress.total ?? progress.done, 1)
      if (bar === null) {
        bar = create()
        bar.start(total, progress.done)
      } else {
        bar.setTotal(total)
        bar.update(progress.done)
      }
    },
    clear,
  }
}

function drawBar(progress: Progress, share: number, columns: number): string {
  const text = describe(progress)
  const wide = Math.min(30, columns - text.length - 4)
  if (progress.total === null || wide < 8) return text.slice(0, columns - 1)
  const full = Math.round(wide * Math.min(1, share))
  return `[${'='.repeat(full)}${' '.repeat(wide - full)}] ${text}`
}

/** Share of its time from which on it is worth a word that a training waits for images. */
const notableWaiting = 0.05

/** "Training 120/500 steps, 1 min 05 s left, loss 1.832, 92.1 images/s" */
export function describe(progress: Progress): string {
  const { phase, done, total, unit, secondsLeft, figures } = progress
  const parts = [`${phase} ${total === null ? done : `${done}/${total}`} ${unit}`]
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`)
  for (const [name, value] of Object.entries(figures)) if (name !== 'waitingShare' || value > notableWaiting) parts.push(figureText(name, value))
  return parts.join(', ')
}

function figureText(name: string, value: number): string {
  if (name === 'waitingShare') return `waits for images ${Math.round(value * 100)}% of the time`
  if (name === 'estimateSeconds') return `about ${formatSeconds(value)} in all`
  const unit = /^(.+)PerSecond$/.exec(name)?.[1]
  if (unit === undefined) return `${name} ${formatFigure(value)}`
  return `${value < 100 ? formatFigure(Number(value.toPrecision(3))) : Math.round(value)} ${unit}/s`
}

function throttled(milliseconds: number, emit: (progress: Progress) => void): ProgressView {
  let phase = ''
  let last = 0
  let complete = false
  return {
    update(progress) {
      const now = performance.now()
      const isNew = progress.phase !== phase
      const isComplete = progress.done === progress.total
      if (!isNew && now - last < milliseconds && !(isComplete && !complete)) return
      phase = progress.phase
      complete = isComplete
      last = now
      emit(progress)
    },
    clear: () => undefined,
  }
}
