import { constants } from 'node:os'
import { StudioError, fromErrorData, systemErrorCode, toErrorData } from '../../src-contract/errors'
import type { Command, Job, JobEvent, ResultOf, WorkerEvent } from '../../src-contract/worker-protocol'
import type { JobRecorder } from './run-recorder'
import { TextTail } from './text-tail'
import type { StartWorker, WorkerHandle } from './worker-handle'

export interface JobProcessOptions<J extends Job> {
  readonly job: J
  readonly start: StartWorker
  readonly environment: Readonly<Record<string, string>>
  /** Makes events durable before they are acknowledged; null for jobs that leave nothing in the history. */
  readonly recorder: JobRecorder | null
  readonly onEvent: (event: JobEvent) => void
  /** The worker gives no sign of life since then; null once it does again. */
  readonly onSilence: (since: Date | null) => void
  readonly patience?: Partial<Patience>
  /** Hears what the worker writes on its own, such as TensorFlow's messages. */
  readonly said?: (text: string) => void
}

/** Milliseconds until the next, harder step. */
interface Patience {
  /** From the stop message, or the last sign of life after it, to SIGTERM: a step, a checkpoint and its recording fit in. */
  readonly stop: number
  /** From the stop message to SIGTERM, whatever signs of life there are: it may go round in circles. */
  readonly stopInAll: number
  /** From one look for a sign of life to the next; after five in vain the worker counts as silent. */
  readonly look: number
  /** From SIGTERM to SIGKILL. */
  readonly terminate: number
  /** From the end event to SIGKILL. */
  readonly exit: number
}

const patience: Patience = { stop: 30_000, stopInAll: 180_000, look: 5_000, terminate: 10_000, exit: 5_000 }
const looksInVain = 5

type Ending<J extends Job> =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: ResultOf<J> }
  | { readonly kind: 'failed'; readonly error: StudioError }

/**
 * The whole life of one worker process: start, job, events, stop, end. `result` settles when the process is gone and
 * what it reported is stored, so whoever waits for it may start the next one.
 */
export class JobProcess<J extends Job> {
  readonly result: Promise<ResultOf<J>>
  private readonly worker: WorkerHandle
  private readonly patience: Patience
  private readonly tail = new TextTail(12)
  private readonly timers = new Set<NodeJS.Timeout>()
  private ending: Ending<J> = { kind: 'running' }
  private spawned = false
  private gone = false
  private stopping = false
  private stopSent: number | null = null
  private stopTimer: NodeJS.Timeout | null = null
  /** How it was when it had to be forced to end. */
  private forced: string | null = null
  private heardAt = new Date()
  private looks = 0
  private lastSequence = 0
  private resolve: (result: ResultOf<J>) => void = () => undefined
  private reject: (error: unknown) => void = () => undefined

  constructor(private readonly options: JobProcessOptions<J>) {
    this.patience = { ...patience, ...options.patience }
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    this.worker = options.start(`supernet-studio-${options.job.kind}`, options.environment)
    this.worker.on({
      // Before that a message is kept by Electron, but a signal would fail.
      spawned: () => {
        this.spawned = true
        this.worker.post(options.job)
        this.heard()
        this.look()
        if (this.stopping) this.sendStop()
      },
      message: (message) => this.receive(message),
      stderr: (text) => {
        this.tail.add(text)
        options.said?.(text)
      },
      exited: (code, signal) => this.exited(code, signal),
    })
  }

  get pid(): number | undefined {
    return this.gone ? undefined : this.worker.pid
  }

  /** Asks the worker to finish its step, save and end; forces it when it does not, at once where it is silent. */
  stop(): void {
    if (this.stopping || this.gone) return
    this.stopping = true
    if (this.spawned) this.sendStop()
  }

  checkpoint(): void {
    this.post({ kind: 'checkpoint' })
  }

  private sendStop(): void {
    this.post({ kind: 'stop' })
    if (this.silent) this.force()
    else {
      this.stopSent = performance.now()
      this.awaitStop(this.stopSent)
    }
  }

  /** Begins anew at each sign of life: a large checkpoint or a long evaluation is not cut off while it goes on. */
  private awaitStop(sent: number): void {
    if (this.stopTimer !== null) this.cancel(this.stopTimer)
    const left = sent + this.patience.stopInAll - performance.now()
    this.stopTimer = this.after(Math.max(0, Math.min(this.patience.stop, left)), () => this.force())
  }

  private force(): void {
    if (this.forced !== null) return
    this.forced = this.silent ? `had not answered since ${timeOf(this.heardAt)} and was ended` : `did not stop within ${Math.round((performance.now() - (this.stopSent ?? 0)) / 1000)} s and was ended`
    this.signal('SIGTERM')
    this.after(this.patience.terminate, () => this.signal('SIGKILL'))
  }

  private get silent(): boolean {
    return this.looks >= looksInVain
  }

  /** Counts looks, not seconds: while the machine sleeps or this process is held, none is taken. */
  private look(): void {
    this.after(this.patience.look, () => {
      this.looks += 1
      if (this.looks === looksInVain) {
        this.options.onSilence(this.heardAt)
        if (this.stopping) this.force()
      }
      this.look()
    })
  }

  private heard(): void {
    const wasSilent = this.silent
    this.looks = 0
    this.heardAt = new Date()
    if (this.stopSent !== null && this.forced === null) this.awaitStop(this.stopSent)
    if (wasSilent) this.options.onSilence(null)
  }

  private receive(message: WorkerEvent): void {
    this.heard()
    if (message.kind === 'alive' || this.ending.kind !== 'running') return
    try {
      this.options.recorder?.record(message)
    } catch (error) {
      // What cannot be stored is not acknowledged, and a worker that goes on would only get further ahead of the history.
      this.ending = { kind: 'failed', error: asStudioError(error) }
      this.signal('SIGKILL')
      return
    }
    switch (message.kind) {
      case 'event':
        this.lastSequence = message.sequence
        this.acknowledge(message.sequence)
        this.options.onEvent(message.event)
        return
      case 'done':
        // The worker runs the job it was sent, so its result is of that kind.
        this.finish({ kind: 'done', result: message.result as ResultOf<J> })
        return
      case 'failed':
        this.finish({ kind: 'failed', error: fromErrorData(message.error) })
        return
    }
  }

  /** The worker waits for this last answer, so that its end event is not lost with the process. */
  private finish(ending: Ending<J>): void {
    this.ending = ending
    this.acknowledge(this.lastSequence + 1)
    this.after(this.patience.exit, () => this.signal('SIGKILL'))
  }

  private acknowledge(sequence: number): void {
    this.post({ kind: 'recorded', sequence })
  }

  private exited(code: number | null, signal: string | null): void {
    if (this.gone) return
    this.gone = true
    for (const timer of this.timers) clearTimeout(timer)
    const { ending } = this
    const error = ending.kind === 'failed' ? ending.error : this.deathOf(code, signal)
    try {
      this.options.recorder?.exited(ending.kind === 'done' ? null : toErrorData(error))
    } catch (unstored) {
      // The next start of the application finds the job without an end and calls it interrupted.
      this.reject(ending.kind === 'failed' ? error : unstored)
      return
    }
    if (ending.kind === 'done') this.resolve(ending.result)
    else this.reject(error)
  }

  private deathOf(code: number | null, signal: string | null): StudioError {
    const { kind } = this.options.job
    const lines = this.tail.lines()
    const last = lines.at(-1)
    const how = this.forced ?? `ended without a result (${describeExit(code, signal)})`
    const said = last === undefined ? '' : ` Its last words: ${last.slice(0, 300)}`
    return new StudioError('worker-died', `The process of the ${kind} job ${how}.${said}`, lines.join('\n'))
  }

  private post(command: Command): void {
    if (this.spawned && !this.gone) this.worker.post(command)
  }

  private signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this
    if (this.gone || pid === undefined) return
    try {
      // By its id: Electron's own kill() knows SIGTERM only.
      process.kill(pid, name)
    } catch (error) {
      if (systemErrorCode(error) !== 'ESRCH') throw error
    }
  }

  private after(milliseconds: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      work()
    }, milliseconds)
    this.timers.add(timer)
    return timer
  }

  private cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer)
    this.timers.delete(timer)
  }
}

function timeOf(time: Date): string {
  return time.toLocaleTimeString('en-GB')
}

function describeExit(code: number | null, signal: string | null): string {
  if (signal !== null) return signal
  const name = Object.entries(constants.signals).find(([, number]) => number === code)?.[0]
  return name !== undefined && (code === 9 || code === 11 || code === 6 || code === 15) ? name : `exit code ${code ?? 'unknown'}`
}

function asStudioError(error: unknown): StudioError {
  return error instanceof StudioError ? error : fromErrorData(toErrorData(error))
}
