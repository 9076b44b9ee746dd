import type { JobContext } from '../jobs/job-context'

/** The user asked the job to stop; what it had begun is taken back on the way out. */
export class Stopped extends Error {
  constructor() {
    super('The job was stopped.')
    this.name = 'Stopped'
  }
}

/** Seconds of work between two looks at commands: a stop is answered well within a second. */
const stretch = 0.02
const betweenReports = 0.25

/**
 * Keeps long work over many small things answerable: tells how far it is and lets a stop through, by time and not by
 * count, since files differ a thousandfold.
 */
export class Pace {
  private phase = ''
  private unit = ''
  private total: number | null = null
  private done = 0
  private began = 0
  private rested = 0
  private reported = 0

  constructor(private readonly context: JobContext) {}

  /** @param total null while it is not known */
  async begin(phase: string, unit: string, total: number | null): Promise<void> {
    Object.assign(this, { phase, unit, total, done: 0, began: this.context.seconds() })
    await this.rest(true)
  }

  /** Call after each thing; a promise to wait for is only given now and then. `counted` 0: nothing to be told of was done. */
  step(counted = 1): Promise<void> | null {
    this.done += counted
    return this.context.seconds() - this.rested < stretch ? null : this.rest(false)
  }

  async end(): Promise<void> {
    await this.rest(true)
  }

  private async rest(report: boolean): Promise<void> {
    await this.context.turn()
    if (this.context.stopRequested) throw new Stopped()
    this.rested = this.context.seconds()
    if (!report && this.rested - this.reported < betweenReports) return
    this.reported = this.rested
    const { phase, unit, total, done } = this
    const perSecond = done / Math.max(1e-9, this.rested - this.began)
    const secondsLeft = total === null || done === 0 ? null : (total - done) / perSecond
    const figures: Record<string, number> = done === 0 ? {} : { [`${unit}PerSecond`]: perSecond }
    this.context.emit({ kind: 'progress', progress: { phase, done, total, unit, secondsLeft, figures } })
  }
}
