/** The work of a search: the job that does it, and what can be done with it. */
import type { JobView } from '../../../src-contract/domain/job'
import type { SearchRecord } from '../../../src-contract/domain/search'
import { request } from '../../api/client'
import { jobs } from '../../state/jobs.svelte'

export function jobOf(searchId: string): JobView | undefined {
  return jobs.list.find((job) => job.searchId === searchId)
}

/** As stored, but for one that waits for its turn. */
export function stateOf(search: SearchRecord): SearchRecord['state'] | 'queued' {
  return jobOf(search.id)?.state === 'queued' ? 'queued' : search.state
}

/** One that found nothing within its limits would find nothing again: it needs other limits. */
export function canGoOn({ state, error }: SearchRecord): boolean {
  return state === 'stopped' || state === 'interrupted' || (state === 'failed' && error?.code !== 'search-impossible')
}

export async function stop(searchId: string): Promise<void> {
  const job = jobOf(searchId)
  if (job !== undefined) await request('system.stop-job', { job: job.id, how: 'stop' })
}
