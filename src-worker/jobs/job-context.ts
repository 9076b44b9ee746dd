import type { JobEvent } from '../../src-contract/worker-protocol'

/** What a job may do besides its own work: report, wait until reports are durable, and look whether it is to stop. */
export interface JobContext {
  emit(event: JobEvent): void
  /** Resolves when main has stored every event emitted so far. */
  recorded(): Promise<void>
  /** Gives the event loop a turn, so that commands arrive; call between steps. Rejects when the main process is gone. */
  turn(): Promise<void>
  /** True once the user asked to stop: finish the step, save, report state 'stopped'. */
  readonly stopRequested: boolean
  /** True once after the user asked for a checkpoint now. */
  takeCheckpointRequest(): boolean
  /** Bundle of decoder.ts, for threads that decode images. */
  readonly decoderScript: string
  /** Monotonic seconds, for progress and time-based checkpoints only; never for anything computed. */
  seconds(): number
}
