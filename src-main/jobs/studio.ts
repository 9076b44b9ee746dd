import { availableParallelism } from 'node:os'
import type { Job, JobEvent } from '../../src-contract/worker-protocol'
import type { HistoryWriter } from '../database/history-api'
import type { HomeFolder } from '../system/home-folder'
import type { JobProcessOptions } from './job-process'
import type { JobQueue } from './queue'
import type { JobRecorder } from './run-recorder'
import { startUtilityWorker } from './utility-worker'
import { workerEnvironment, type ComputeSettings } from './worker-environment'

/** What every job needs: the history it writes to, the folders, and its turn. */
export interface Studio {
  readonly history: HistoryWriter
  readonly home: HomeFolder
  readonly queue: JobQueue
}

/** Who hears what a job reports, after it is stored. */
export interface JobListener {
  /** It is the job's turn: its worker starts. */
  begins(): void
  /** The worker has not answered since then; null once it does again. */
  silence(since: Date | null): void
  event(event: JobEvent): void
  /** Something that deserves a look but stops nothing. */
  warning(message: string): void
}

export const defaultCompute = (): ComputeSettings => ({ threads: availableParallelism(), oneDnn: true, deterministicGpu: false, largeTensors: false })

export function jobOptions<J extends Job>(job: J, compute: ComputeSettings, recorder: JobRecorder | null, listener: JobListener): JobProcessOptions<J> {
  listener.begins()
  return {
    job,
    start: startUtilityWorker,
    environment: workerEnvironment(process.env, compute),
    recorder,
    onEvent: (event) => listener.event(event),
    onSilence: (since) => listener.silence(since),
  }
}
