/**
 * Whether a job has room beside those that compute already: the rule of the queue. Pure. A job alone always has room,
 * so that nothing waits for what never comes.
 */
import { formatGigabytes } from '../system/memory'
import { sum } from '../system/sum'

/** What a job takes of the machine. */
export interface Demand {
  /** Threads of its operations. Decoders of indexed sets are not counted: they fill the gaps between operations. */
  readonly threads: number
  /** Bytes at its peak; 0 where that is not known. */
  readonly memoryBytes: number
  /** It measures speed: no other job of the queue computes beside it. */
  readonly alone: boolean
}

export interface RunningDemand extends Demand {
  /** What it has of its memory by now; null where that is not known. */
  readonly residentBytes: number | null
}

export interface Capacity {
  /** Jobs at once. */
  readonly workers: number
  readonly cores: number
  /** Memory that is available now, in bytes. */
  readonly availableBytes: number
}

/** What the job waits for, as it reads after "waits for"; null where it can begin. */
export function waitsFor(job: Demand, running: readonly RunningDemand[], { workers, cores, availableBytes }: Capacity): string | null {
  if (running.length === 0) return null
  if (running.length >= workers) return 'its turn'
  if (running.some(({ alone }) => alone)) return 'the end of a measurement, which needs the machine for itself'
  if (job.alone) return 'the machine for itself, since it measures speed'
  const free = Math.max(0, cores - sum(running.map(({ threads }) => threads)))
  if (job.threads > free) return `cores: it computes with ${job.threads} ${job.threads === 1 ? 'thread' : 'threads'}, and ${free} of ${cores} cores are free`
  // What began a moment ago has not taken yet what it is going to.
  const promised = sum(running.map(({ memoryBytes, residentBytes }) => Math.max(0, memoryBytes - (residentBytes ?? 0))))
  const left = Math.max(0, availableBytes - promised)
  if (job.memoryBytes > left) return `memory: it takes about ${formatGigabytes(job.memoryBytes)}, and ${formatGigabytes(left)} are left`
  return null
}
