import { request } from '../api/client'

/** Whether there is neither a data set nor a run, not even an archived one. */
export async function isNew(): Promise<boolean> {
  const [datasets, runs] = await Promise.all([
    request('datasets.list'),
    request('history.table', { shown: 'all', filters: [], search: '', sort: [], group: null, columns: [], offset: 0, limit: 0 }),
  ])
  return datasets.length === 0 && runs.total === 0
}
