/**
 * Reads the log of a run for the window: when which step was done, and what happened. What was read once is kept, so
 * that a long log is read to its end once and then only grown parts of it.
 */
import { open } from 'node:fs/promises'
import type { RunLogLine, RunLogView, RunTimes } from '../../src-contract/domain/run-log'
import { systemErrorCode, type ErrorData } from '../../src-contract/errors'
import type { RunLogEntry } from './run-log'

const blockBytes = 1 << 20
/** Times beyond this number are thinned to half. */
const timesKept = 4000
const linesKept = 500
/** Runs whose logs are remembered. */
const readersKept = 24

interface Time {
  readonly steps: number
  readonly wall: number
  readonly elapsed: number
}

/** The readers of the runs that were looked at last. */
export class RunLogReaders {
  private readonly readers = new Map<string, RunLogReader>()

  constructor(private readonly path: (runId: string) => string) {}

  async times(runId: string): Promise<RunTimes> {
    return (await this.read(runId)).times()
  }

  async view(runId: string): Promise<RunLogView> {
    return (await this.read(runId)).view()
  }

  private async read(runId: string): Promise<RunLogReader> {
    const reader = this.readers.get(runId) ?? new RunLogReader(this.path(runId))
    this.readers.delete(runId)
    this.readers.set(runId, reader)
    for (const [oldest] of this.readers) if (this.readers.size > readersKept) this.readers.delete(oldest)
    await reader.catchUp()
    return reader
  }
}

class RunLogReader {
  private offset = 0
  private list: Time[] = []
  private lines: RunLogLine[] = []
  private error: ErrorData | null = null
  private busy: Promise<void> = Promise.resolve()

  constructor(private readonly path: string) {}

  /** Reads what was appended since the last time. Calls take turns. */
  catchUp(): Promise<void> {
    const work = this.busy.then(() => this.readOn())
    this.busy = work.catch(() => undefined)
    return work
  }

  times(): RunTimes {
    return {
      steps: Float64Array.from(this.list, ({ steps }) => steps),
      wall: Float64Array.from(this.list, ({ wall }) => wall),
      elapsed: Float64Array.from(this.list, ({ elapsed }) => elapsed),
    }
  }

  view(): RunLogView {
    return { lines: this.lines.toReversed(), error: this.error }
  }

  private async readOn(): Promise<void> {
    const file = await open(this.path, 'r').catch((error: unknown) => {
      // Before its first event a run has no log.
      if (systemErrorCode(error) === 'ENOENT') return null
      throw error
    })
    if (file === null) return
    try {
      const { size } = await file.stat()
      // Cut back: an append failed after it was read. From the start again.
      if (size < this.offset) this.forget()
      let rest = Buffer.alloc(0)
      while (this.offset + rest.length < size) {
        const block = Buffer.alloc(Math.min(blockBytes, size - this.offset - rest.length))
        const { bytesRead } = await file.read(block, 0, block.length, this.offset + rest.length)
        if (bytesRead === 0) return
        const bytes = Buffer.concat([rest, block.subarray(0, bytesRead)])
        const end = bytes.lastIndexOf(0x0a) + 1
        for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') this.take(line)
        this.offset += end
        rest = bytes.subarray(end)
      }
    } finally {
      await file.close()
    }
  }

  private forget(): void {
    this.offset = 0
    this.list = []
    this.lines = []
    this.error = null
  }

  private take(line: string): void {
    // A clock that was set back must not turn the order of steps.
    const wall = Math.max(Date.parse(line.slice(9, 33)) / 1000 || 0, this.list.at(-1)?.wall ?? 0)
    if (line.startsWith('"kind":"metrics"', 35)) {
      // A line of metrics holds one list of lists of numbers; the first number of the last one is its step.
      this.done(parseInt(line.slice(line.lastIndexOf('[') + 1), 10) + 1, wall)
      return
    }
    const entry = parsed(line)
    if (entry === null) {
      this.say(new Date(wall * 1000).toISOString(), 'warning', 'A line of the log is damaged and was passed over.')
      return
    }
    switch (entry.kind) {
      case 'metrics':
        this.done((entry.rows.at(-1)?.[0] ?? -1) + 1, wall)
        return
      case 'started':
        this.list = this.list.filter(({ steps }) => steps <= entry.step)
        this.list.push({ steps: entry.step, wall, elapsed: this.list.at(-1)?.elapsed ?? 0 })
        this.error = null
        this.say(entry.time, 'info', entry.step === 0 ? `Training begins, ${entry.totalSteps} steps` : `Training goes on from step ${entry.step} of ${entry.totalSteps}`)
        return
      case 'checkpoint':
        this.say(entry.time, 'info', `Checkpoint of step ${entry.checkpoint.step} saved`)
        return
      case 'tracked-list':
        return
      case 'tracked':
        for (const { point } of entry.points) this.say(entry.time, 'info', `${point.summary.architectures} architectures judged after step ${point.step}`)
        return
      case 'log':
        this.say(entry.time, entry.level, entry.message)
        return
      case 'ended':
        this.error = entry.error
        if (entry.error === null) this.say(entry.time, 'info', `Training ${entry.state}`)
        else this.say(entry.time, 'error', entry.error.message)
        return
    }
  }

  private done(steps: number, wall: number): void {
    const last = this.list.at(-1)
    if (last === undefined || !(steps > last.steps)) return
    this.list.push({ steps, wall, elapsed: last.elapsed + wall - last.wall })
    if (this.list.length > timesKept) this.list = this.list.filter((time, index) => index % 2 === 0 || this.isEdge(time, index))
  }

  /** First, last, and both sides of a pause stay. */
  private isEdge({ steps }: Time, index: number): boolean {
    const [before, after] = [this.list[index - 1], this.list[index + 1]]
    return before === undefined || after === undefined || before.steps === steps || after.steps === steps
  }

  private say(time: string, level: RunLogLine['level'], message: string): void {
    this.lines.push({ time, level, message })
    if (this.lines.length > linesKept) this.lines.splice(0, this.lines.length - linesKept)
  }
}

/** Null for a line that is damaged: the rest of the log still tells what happened. */
function parsed(line: string): ({ readonly time: string } & RunLogEntry) | null {
  try {
    return JSON.parse(line) as { readonly time: string } & RunLogEntry
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
