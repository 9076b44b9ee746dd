import type { AppSettings } from '../../src-contract/domain/app-settings'
import type { QueueLimits } from '../jobs/queue'
import type { ComputeDevice } from './devices'

/** What the settings let compute at once, and on what. */
export function queueLimits({ workers, threads }: AppSettings, { gpus, libraries }: ComputeDevice): QueueLimits {
  return { workers, threads, gpus, libraries }
}
