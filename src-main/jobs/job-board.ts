/**
 * The work under way as the window shows it. Two lanes: what computes on weights, as many jobs at once as the settings
 * say and the machine has room for; and imports, scans and the judging of scores, which take turns beside it and count as
 * none of those, so that a data set dropped during a long training need not wait for its end.
 */
import { isStop, StudioError } from '../../src-contract/errors'
import type { JobKind, JobView } from '../../src-contract/domain/job'
import type { JobEvent } from '../../src-contract/worker-protocol'
import { newId } from '../system/new-id'
import { JobQueue, type JobHandle, type QueueLimits, type StopKind } from './queue'
import type { JobListener } from './studio'

/** What the board says about a job, before it begins. */
export interface JobLabel {
  readonly kind: JobKind
  readonly title: string
  readonly runId?: string
  /** For whoever wants to know it before the job is listed. */
  readonly jobId?: string
  readonly rankingId?: string
  readonly searchId?: string
}

interface Entry {
  view: JobView
  handle: JobHandle<unknown> | null
  /** Asked to stop before it had a handle. */
  stopAs: StopKind | null
  /** Settled when it ended, or could not begin. */
  over: Promise<unknown> | null
}

export interface BoardEvents {
  /** The list or the progress of one job changed. */
  changed(jobs: readonly JobView[]): void
  /** After it is stored. */
  event(label: JobLabel, event: JobEvent): void
  warning(label: JobLabel, message: string): void
  /** `error` is null when the job did what it was asked for, or was stopped by the user. */
  ended(label: JobLabel, error: unknown): void
}

export class JobBoard {
  readonly compute: JobQueue
  readonly imports = new JobQueue()
  private readonly entries = new Map<string, Entry>()
  private busyListener: (busy: boolean) => void = () => undefined
  private closed = false

  constructor(
    private readonly events: BoardEvents,
    limits: () => QueueLimits,
  ) {
    this.compute = new JobQueue(limits)
  }

  list(): readonly JobView[] {
    return [...this.entries.values()].map(({ view }) => view)
  }

  /** Hears whether there is any work, on each change of the list. */
  onBusy(listener: (busy: boolean) => void): void {
    this.busyListener = listener
  }

  /** Processes of the jobs under way, with the run that each works on. */
  workers(): readonly { readonly runId: string | null; readonly pid: number }[] {
    return [...this.entries.values()].flatMap(({ view: { runId }, handle }) => {
      const pid = handle?.pid()
      return pid === undefined ? [] : [{ runId, pid }]
    })
  }

  /** Lists the job that `begin` enters into one of the queues, until it ended. */
  async add<H extends JobHandle<unknown>>(label: JobLabel, begin: (listener: JobListener) => H | Promise<H>): Promise<H> {
    if (this.closed) throw new StudioError('stopped', 'The application is about to end.')
    const jobId = label.jobId ?? newId()
    const entry: Entry = { view: { id: jobId, kind: label.kind, title: label.title, state: 'queued', waitsFor: null, runId: label.runId ?? null, rankingId: label.rankingId ?? null, searchId: label.searchId ?? null, progress: null, silentSince: null }, handle: null, stopAs: null, over: null }
    this.entries.set(jobId, entry)
    this.publish()
    try {
      const begun = (async () => begin(this.listener(label, entry)))()
      entry.over = begun.then(({ result }) => result)
      entry.over.catch(ignored)
      const handle = await begun
      entry.handle = handle
      if (entry.stopAs !== null) handle.stop(entry.stopAs)
      handle.result.then(
        () => this.end(jobId, label, null),
        (error: unknown) => this.end(jobId, label, isStop(error) ? null : error),
      )
      return handle
    } catch (error) {
      // It never entered a queue; whoever asked for it hears why.
      this.entries.delete(jobId)
      this.publish()
      throw error
    }
  }

  /** `pause` keeps a training ready to go on (state paused), `stop` ends it (state stopped); both save a checkpoint first. */
  stop(jobId: string, how: StopKind): void {
    const entry = this.entry(jobId)
    entry.stopAs = how
    entry.handle?.stop(how)
    this.show(entry, { state: 'stopping' })
  }

  checkpointRun(runId: string): void {
    const entry = [...this.entries.values()].find(({ view }) => view.kind === 'train' && view.runId === runId && view.state === 'running')
    if (entry === undefined) throw new StudioError('bad-argument', 'The run is not being trained.')
    entry.handle?.checkpoint()
  }

  /** Stops everything, lets nothing new begin, and resolves when the last worker is gone and all is stored. */
  async close(how: StopKind): Promise<void> {
    this.closed = true
    const all = [...this.entries.values()].flatMap(({ over }) => (over === null ? [] : [over]))
    for (const jobId of this.entries.keys()) this.stop(jobId, how)
    await Promise.allSettled(all)
  }

  private listener(label: JobLabel, entry: Entry): JobListener {
    return {
      waits: (what) => this.show(entry, { waitsFor: what }),
      begins: () => this.show(entry, { state: entry.view.state === 'stopping' ? 'stopping' : 'running', waitsFor: null }),
      event: (event) => {
        if (event.kind === 'progress') this.show(entry, { progress: event.progress })
        else this.events.event(label, event)
      },
      silence: (since) => this.show(entry, { silentSince: since?.toISOString() ?? null }),
      warning: (message) => this.events.warning(label, message),
    }
  }

  private entry(jobId: string): Entry {
    const entry = this.entries.get(jobId)
    if (entry === undefined) throw new StudioError('bad-argument', 'The job has already ended.')
    return entry
  }

  private show(entry: Entry, change: Partial<Pick<JobView, 'state' | 'waitsFor' | 'progress' | 'silentSince'>>): void {
    entry.view = { ...entry.view, ...change }
    this.publish()
  }

  private end(jobId: string, label: JobLabel, error: unknown): void {
    this.entries.delete(jobId)
    this.publish()
    this.events.ended(label, error)
  }

  private publish(): void {
    this.events.changed(this.list())
    this.busyListener(this.entries.size > 0)
  }
}

/** Whoever added the job hears of its failure; here it only has to be over. */
const ignored = (): void => undefined
