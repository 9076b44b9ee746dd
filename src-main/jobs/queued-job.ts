import { isStop, toErrorData, type ErrorData } from '../../src-contract/errors'
import type { Job, ResultOf } from '../../src-contract/worker-protocol'
import type { JobProcessOptions } from './job-process'
import type { JobHandle, JobQueue, Needs } from './queue'

/** How a job ended that left the queue before its worker was there. */
export type LeftQueue = { readonly state: 'stopped'; readonly error: null } | { readonly state: 'failed'; readonly error: ErrorData }

/**
 * Adds a job that stands in the history as one that waits.
 * @param left tells the history where it leaves the queue before its worker is there: nobody else does then
 */
export function addQueued<J extends Job>(queue: JobQueue, prepare: () => JobProcessOptions<J>, needs: Needs, subject: string | null, left: (how: LeftQueue) => void): JobHandle<ResultOf<J>> {
  let begun = false
  const handle = queue.add(() => {
    const options = prepare()
    begun = true
    return options
  }, needs, subject)
  const result = handle.result.catch((error: unknown) => {
    if (!begun) left(isStop(error) ? { state: 'stopped', error: null } : { state: 'failed', error: toErrorData(error) })
    throw error
  })
  return { ...handle, result }
}
