import type { BrowserWindow } from 'electron'
import { fileName } from '../../src-contract/file-name'
import type { HistoryReader } from '../database/history-api'
import { writeSearch } from '../jobs/write-search'
import { askForPath } from './save-file'

/** Every candidate of a search as CSV, where the user says; null when they cancelled. */
export async function exportSearch(history: HistoryReader, searchId: string, window: BrowserWindow | null): Promise<string | null> {
  const record = await history.search(searchId)
  const { name } = await history.run(record.runId)
  const path = await askForPath(window, `${fileName(name)}-search-${record.id}.csv`)
  if (path !== null) await writeSearch(history, record, path)
  return path
}
