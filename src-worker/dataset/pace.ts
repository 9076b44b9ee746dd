import type { JobContext } from '../jobs/job-context'

/** Thrown out of an import that the user stopped. */
export class Stopped extends Error {
  constructor() {
    super('stopped')
    this.name = 'Stopped'
  }
}

const turnSeconds = 0.05
const progressSeconds = 0.25

/** Gives commands their turn and reports progress, by time, so that loops can call it for every file. */
export class Pace {
  private phase = ''
  private unit = ''
  private total: number | null = null
  private done = 0
  private startedAt = 0
  private turnedAt = 0
  private reportedAt = 0

  constructor(private readonly context: JobContext) {}

  begin(phase: string, unit: string, total: number | null): void {
    this.phase = phase
    this.unit = unit
    this.total = total
    this.done = 0
    this.startedAt = this.context.seconds()
    this.report(this.startedAt, {})
  }

  /** One more done. Answers a promise only where a turn is due; throws Stopped once the user asked for it. */
  step(figures: () => Readonly<Record<string, number>> = () => ({})): Promise<void> | undefined {
    this.done++
    const now = this.context.seconds()
    if (now - this.reportedAt >= progressSeconds) this.report(now, figures())
    return now - this.turnedAt >= turnSeconds ? this.turn(now) : undefined
  }

  private async turn(now: number): Promise<void> {
    this.turnedAt = now
    await this.context.turn()
    if (this.context.stopRequested) throw new Stopped()
  }

  private report(now: number, figures: Readonly<Record<string, number>>): void {
    this.reportedAt = now
    const { phase, done, total, unit } = this
    const rate = done / (now - this.startedAt)
    const secondsLeft = total === null || done === 0 || !Number.isFinite(rate) ? null : (total - done) / rate
    const ownFigures = rate > 0 && Number.isFinite(rate) ? { [`${unit}PerSecond`]: rate } : {}
    this.context.emit({ kind: 'progress', progress: { phase, done, total, unit, secondsLeft, figures: { ...ownFigures, ...figures } } })
  }
}
