import type { AppSettings } from '../../src-contract/domain/app-settings'
import type { QueueLimits } from './queue'

/** What the settings let compute at once. */
export function queueLimits({ workers, threads }: AppSettings): QueueLimits {
  return { workers, threads, gpus: [] }
}
