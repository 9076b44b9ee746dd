import type { AppSettings } from '../../src-contract/domain/app-settings'
import type { ComputeDevice } from '../gpu/devices'
import type { QueueLimits } from './queue'

/** What the settings let compute at once, and on what. */
export function queueLimits({ workers, threads }: AppSettings, { gpus, libraries }: ComputeDevice): QueueLimits {
  return { workers, threads, gpus, libraries }
}
