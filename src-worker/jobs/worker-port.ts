import type { Command, JobEvent, JobReport, WorkerEvent } from '../../src-contract/worker-protocol'
import type { JobContext } from './job-context'

/** The channel to the main process, whatever carries it. */
export interface Port {
  send(event: WorkerEvent): void
  onCommand(listener: (command: Command) => void): void
  onClose(listener: () => void): void
}

/** Main is gone: there is nobody to report to, and the process must end. */
export class MainGone extends Error {
  constructor() {
    super('The main process is gone.')
    this.name = 'MainGone'
  }
}

/** Main calls a worker silent after several of them. */
const aliveEveryMs = 5000

interface Waiter {
  readonly sequence: number
  resolve(): void
  reject(error: Error): void
}

/** JobContext over the channel to main. */
export class WorkerPort implements JobContext {
  private sequence = 0
  private recordedUpTo = 0
  private waiters: Waiter[] = []
  private checkpointWanted = false
  private stopWanted = false
  private ended = false
  private gone = false
  private readonly parent = process.ppid

  /** `finished` is called when main has taken the end event. */
  constructor(
    private readonly port: Port,
    private readonly finished: () => void,
    readonly decoderScript: string,
  ) {
    port.onCommand((command) => this.receive(command))
    port.onClose(() => this.lose())
    setInterval(() => port.send({ kind: 'alive' }), aliveEveryMs).unref()
  }

  get stopRequested(): boolean {
    return this.stopWanted
  }

  requestStop(): void {
    this.stopWanted = true
  }

  emit(event: JobEvent): void {
    this.port.send({ kind: 'event', sequence: ++this.sequence, event })
  }

  recorded(): Promise<void> {
    const { sequence } = this
    if (this.gone) return Promise.reject(new MainGone())
    if (this.recordedUpTo >= sequence) return Promise.resolve()
    return new Promise((resolve, reject) => this.waiters.push({ sequence, resolve, reject }))
  }

  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    // The parent's id changes when it dies, also where the channel has not noticed yet.
    if (process.ppid !== this.parent) this.lose()
    if (this.gone) throw new MainGone()
  }

  takeCheckpointRequest(): boolean {
    const wanted = this.checkpointWanted
    this.checkpointWanted = false
    return wanted
  }

  seconds(): number {
    return performance.now() / 1000
  }

  end(event: Exclude<JobReport, { kind: 'event' }>): void {
    if (this.ended) return
    this.ended = true
    this.port.send(event)
  }

  private receive(command: Command): void {
    switch (command.kind) {
      case 'stop':
        this.requestStop()
        return
      case 'checkpoint':
        this.checkpointWanted = true
        return
      case 'recorded':
        this.recordedUpTo = Math.max(this.recordedUpTo, command.sequence)
        for (const waiter of this.waiters.filter(({ sequence }) => sequence <= this.recordedUpTo)) waiter.resolve()
        this.waiters = this.waiters.filter(({ sequence }) => sequence > this.recordedUpTo)
        // Main answers the end event as if it were one more.
        if (this.ended && command.sequence > this.sequence) this.finished()
        return
    }
  }

  private lose(): void {
    this.gone = true
    for (const waiter of this.waiters) waiter.reject(new MainGone())
    this.waiters = []
  }
}
