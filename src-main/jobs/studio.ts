import { availableParallelism } from 'node:os'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import type { Job, JobEvent } from '../../src-contract/worker-protocol'
import type { HistoryWriter } from '../database/history-api'
import type { HomeFolder } from '../system/home-folder'
import type { JobProcessOptions } from './job-process'
import type { JobQueue } from './queue'
import { resolveTrainConfig } from './resolve-train-config'
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
  /** What the job waits for, after "waits for"; again at each change until it begins. */
  readonly waits: (what: string) => void
  /** It is the job's turn: its worker starts. */
  begins(): void
  /** The worker has not answered since then; null once it does again. */
  silence(since: Date | null): void
  event(event: JobEvent): void
  /** Something that deserves a look but stops nothing. */
  warning(message: string): void
}

export const defaultCompute = (): ComputeSettings => ({ threads: availableParallelism(), oneDnn: true, deterministicGpu: false, largeTensors: false })

/** What a wish becomes on this machine: threads as it or the settings say, else an equal share of the cores. */
export function configOf({ share }: Pick<JobQueue, 'share'>, request: TrainRequest, dataset: DatasetRecord): TrainConfig {
  return resolveTrainConfig({ ...request, threads: request.threads ?? share.threads }, dataset, share.cores)
}

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
