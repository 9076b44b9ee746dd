import type { JobContext } from '../../src-worker/jobs/job-context'

/** A job that nobody listens to or stops. */
export const quietContext: JobContext = {
  emit: () => undefined,
  recorded: () => Promise.resolve(),
  turn: () => Promise.resolve(),
  stopRequested: false,
  takeCheckpointRequest: () => false,
  seconds: () => performance.now() / 1000,
}
