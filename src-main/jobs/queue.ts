/** One job at a time on this machine: two trainings at once would take each other's cores, memory and GPU. */
import { StudioError } from '../../src-contract/errors'
import type { Job, ResultOf } from '../../src-contract/worker-protocol'
import { JobProcess, type JobProcessOptions } from './job-process'

/** A job under way, for whoever may stop it. */
export interface JobHandle<R> {
  readonly result: Promise<R>
  stop(): void
  checkpoint(): void
}

export class JobQueue {
  private last: Promise<unknown> = Promise.resolve()

  /** `prepare` is called when it is this job's turn; a job stopped before that never starts ('stopped'). */
  add<J extends Job>(prepare: () => JobProcessOptions<J>): JobHandle<ResultOf<J>> {
    let process: JobProcess<J> | null = null
    let stopped = false
    const result = this.last.then(() => {
      if (stopped) throw new StudioError('stopped', 'The job was stopped before it began.')
      process = new JobProcess(prepare())
      return process.result
    })
    this.last = result.then(nothing, nothing)
    return {
      result,
      stop: () => {
        stopped = true
        process?.stop()
      },
      checkpoint: () => process?.checkpoint(),
    }
  }
}

/** Whoever added the job hears of its end; the next one only has to wait for it. */
function nothing(): void {
  return undefined
}
