/**
 * Jobs begin in the order in which they came, as many at once as the settings allow and the machine has room for (see
 * room.ts). Nobody overtakes: a large job in front holds back the small ones behind it, or it would never begin.
 */
import { availableParallelism } from 'node:os'
import { StudioError } from '../../src-contract/errors'
import type { Job, ResultOf } from '../../src-contract/worker-protocol'
import { availableBytes, residentBytes } from '../system/memory'
import { JobProcess, type JobProcessOptions } from './job-process'
import { onDevice } from './worker-environment'
import { waitsFor, type Demand, type RunningDemand } from './room'

/** `pause`: a training is to go on later; it is stored as paused, everything else is the same. */
export type StopKind = 'stop' | 'pause'

/** A job under way, for whoever may stop it. */
export interface JobHandle<R> {
  readonly result: Promise<R>
  stop(how?: StopKind): void
  checkpoint(): void
  /** Id of its process; undefined before and after there is one. */
  pid(): number | undefined
}

export interface QueueLimits {
  /** Jobs at once. */
  readonly workers: number
  /** Threads of a new run that names none itself; null: an equal share of the cores. */
  readonly threads: number | null
  /** GPUs as CUDA_VISIBLE_DEVICES names them, one for each job at once as far as they go; empty: the worker sees what the user lets it see. */
  readonly gpus: readonly string[]
  /** Folders with TensorFlow's CUDA build and what it needs; empty: the build that comes along. */
  readonly libraries: readonly string[]
}

/** What a job takes, as far as it knows: an equal share of the cores and no known memory where nothing is said. */
export interface Needs extends Partial<Demand> {
  /** Hears what the job waits for, at each change, until it begins. */
  readonly waits?: (what: string) => void
}

/** The machine that the jobs share. */
export interface SharedMachine {
  readonly cores: number
  availableBytes(): number
  residentBytes(pid: number): number | null
}

const thisMachine: SharedMachine = { cores: availableParallelism(), availableBytes, residentBytes }
const oneAtATime: QueueLimits = { workers: 1, threads: null, gpus: [], libraries: [] }

/** Other programs come and go: memory is looked at again after this time. */
const lookAgainMs = 2000

interface Waiting {
  readonly needs: Needs
  told: string | null
  /** Settles, never rejects, when the job is over. */
  begin(gpu: string | null): Promise<void>
  pid(): number | undefined
}

interface Running {
  readonly demand: Demand
  readonly gpu: string | null
  readonly pid: () => number | undefined
}

export class JobQueue {
  private readonly waiting: Waiting[] = []
  private readonly running = new Set<Running>()
  /** What jobs in it write to: a run, a search. */
  private readonly subjects = new Set<string>()
  /** Set while something waits. */
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly limits: () => QueueLimits = () => oneAtATime,
    private readonly machine: SharedMachine = thisMachine,
  ) {}

  /** Jobs that the user lets run at once, where they have room. */
  get workers(): number {
    return this.limits().workers
  }

  /** What a job gets when it names nothing itself: cores, and threads where the user set a number. */
  get share(): { readonly cores: number; readonly threads: number | undefined } {
    const { workers, threads } = this.limits()
    return { cores: Math.max(1, Math.floor(this.machine.cores / workers)), threads: threads ?? undefined }
  }

  /** Whether a job that writes to this waits or computes. */
  has(subject: string): boolean {
    return this.subjects.has(subject)
  }

  /** Throws where a job on this waits or computes: each is written to by one at a time. */
  refuseSecond(subject: string): void {
    if (this.has(subject)) throw new StudioError('bad-argument', `${subject} is in the queue or under way already.`)
  }

  /**
   * `prepare` is called when it is this job's turn; a job stopped before that ends at once and never starts ('stopped').
   * @param subject what the job alone may write to, in words: a second job on it is refused until the first has ended
   */
  add<J extends Job>(prepare: () => JobProcessOptions<J>, needs: Needs = {}, subject: string | null = null): JobHandle<ResultOf<J>> {
    if (subject !== null) this.refuseSecond(subject)
    let process: JobProcess<J> | null = null
    let leave = (): void => undefined
    const start = async (gpu: string | null): Promise<ResultOf<J>> => {
      const options = prepare()
      process = new JobProcess({ ...options, environment: onDevice(options.environment, this.limits().libraries, gpu) })
      return process.result
    }
    const result = new Promise<ResultOf<J>>((resolve, reject) => {
      const entry: Waiting = {
        needs,
        told: null,
        begin: (gpu) => {
          const begun = start(gpu)
          resolve(begun)
          // Whoever added the job hears of its end; the others only have to wait for it.
          return begun.then(ignored, ignored)
        },
        pid: () => process?.pid,
      }
      leave = () => {
        const place = this.waiting.indexOf(entry)
        if (place === -1) return
        this.waiting.splice(place, 1)
        reject(new StudioError('stopped', 'The job was stopped before it began.'))
        this.look()
      }
      this.waiting.push(entry)
    })
    if (subject !== null) {
      this.subjects.add(subject)
      const over = (): void => void this.subjects.delete(subject)
      result.then(over, over)
    }
    const handle: JobHandle<ResultOf<J>> = {
      result,
      stop: () => {
        if (process === null) leave()
        else process.stop()
      },
      checkpoint: () => process?.checkpoint(),
      pid: () => process?.pid,
    }
    // Later: whoever adds a job has its handle before anything of it happens.
    queueMicrotask(() => this.look())
    return handle
  }

  /** Begins what has room now; also to be called when the limits changed. */
  look(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    for (;;) {
      const first = this.waiting[0]
      if (first === undefined) return
      const why = this.obstacle(first)
      if (why !== null) {
        this.tell(why)
        return
      }
      this.waiting.shift()
      this.begin(first)
    }
  }

  private obstacle({ needs }: Waiting): string | null {
    const { workers } = this.limits()
    const running: RunningDemand[] = [...this.running].map(({ demand, pid }) => ({ ...demand, residentBytes: this.residentBytes(pid()) }))
    return waitsFor(this.demandOf(needs), running, { workers, cores: this.machine.cores, availableBytes: this.machine.availableBytes() })
  }

  private residentBytes(pid: number | undefined): number | null {
    return pid === undefined ? null : this.machine.residentBytes(pid)
  }

  private demandOf({ threads, memoryBytes, alone }: Needs): Demand {
    return { threads: threads ?? this.share.cores, memoryBytes: memoryBytes ?? 0, alone: alone ?? false }
  }

  private begin(entry: Waiting): void {
    const gpu = this.freeGpu()
    const running: Running = { demand: this.demandOf(entry.needs), gpu, pid: () => entry.pid() }
    this.running.add(running)
    void entry.begin(gpu).then(() => {
      this.running.delete(running)
      this.look()
    })
  }

  /** The one with the fewest jobs. */
  private freeGpu(): string | null {
    const { gpus } = this.limits()
    const jobsOn = (gpu: string): number => [...this.running].filter((job) => job.gpu === gpu).length
    return gpus.reduce<string | null>((best, gpu) => (best === null || jobsOn(gpu) < jobsOn(best) ? gpu : best), null)
  }

  private tell(firstWaitsFor: string): void {
    for (const [place, entry] of this.waiting.entries()) {
      const what = place === 0 ? firstWaitsFor : 'its turn'
      if (entry.told === what) continue
      entry.told = what
      entry.needs.waits?.(what)
    }
    this.timer = setTimeout(() => this.look(), lookAgainMs)
    this.timer.unref()
  }
}

const ignored = (): void => undefined
