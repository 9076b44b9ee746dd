import { join } from 'node:path'
import type { JobContext } from '../../src-worker/jobs/job-context'

/** A job that nobody listens to or stops. */
export const quietContext: JobContext = {
  emit: () => undefined,
  recorded: () => Promise.resolve(),
  turn: () => Promise.resolve(),
  stopRequested: false,
  takeCheckpointRequest: () => false,
  decoderScript: join(import.meta.dirname, '../../out/main/decoder.js'),
  seconds: () => performance.now() / 1000,
}
