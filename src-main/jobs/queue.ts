/** One job at a time on this machine: two trainings at once would take each other's cores, memory and GPU. */
import { StudioError } from '../../src-contract/errors'
import type { Job, ResultOf } from '../../src-contract/worker-protocol'
import { JobProcess, type JobProcessOptions } from './job-process'

/** `pause`: a training is to go on later; it is stored as paused, everything else is the same. */
export type StopKind = 'stop' | 'pause'

/** A job under way, for whoever may stop it. */
export interface JobHandle<R> {
  readonly result: Promise<R>
  stop(how?: StopKind): void
  checkpoint(): void
}

export class JobQueue {
  private last: Promise<unknown> = Promise.resolve()
  private current: { readonly pid: number | undefined } | null = null

  /** Process id of the job whose turn it is. */
  get workerPid(): number | undefined {
    return this.current?.pid
  }

  /** `prepare` is called when it is this job's turn; a job stopped before that ends at once and never starts ('stopped'). */
  add<J extends Job>(prepare: () => JobProcessOptions<J>): JobHandle<ResultOf<J>> {
    let process: JobProcess<J> | null = null
    let leave: (() => void) | null = null
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new StudioError('stopped', 'The job was stopped before it began.'))
    })
    let stopped = false
    const turn = this.last.then(() => {
      if (stopped) return left
      process = new JobProcess(prepare())
      this.current = process
      return process.result
    })
    const result = Promise.race([turn, left])
    const ended = (): void => {
      if (this.current === process) this.current = null
    }
    // Whoever added the job hears of its end; the next one only has to wait for it.
    this.last = turn.then(ended, ended)
    return {
      result,
      stop: () => {
        stopped = true
        if (process === null) leave?.()
        else process.stop()
      },
      checkpoint: () => process?.checkpoint(),
    }
  }
}
