import { countRuns } from '../../src-contract/domain/run-table'
import { request } from '../api/client'

/** Whether there is neither a data set nor a run, not even an archived one. */
export async function isNew(): Promise<boolean> {
  const [datasets, runs] = await Promise.all([
    request('datasets.list'),
    request('history.table', countRuns),
  ])
  return datasets.length === 0 && runs.total === 0
}
