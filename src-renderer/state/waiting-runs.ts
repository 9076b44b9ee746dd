import { request } from '../api/client'

/** Runs that are paused or were interrupted, and can go on: the newest first. */
export async function waitingRuns() {
  const { rows } = await request('history.table', { shown: 'active', filters: [{ operator: 'state', states: ['paused', 'interrupted'] }], search: '', sort: [], group: null, columns: [], offset: 0, limit: 1000 })
  return rows
}
