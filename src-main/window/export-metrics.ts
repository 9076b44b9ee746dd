import type { BrowserWindow } from 'electron'
import { fileName } from '../../src-contract/file-name'
import type { HistoryReader } from '../database/history-api'
import { mapPages, metricCells, metricColumns, writeCsv } from '../system/csv-file'
import { askForPath } from './save-file'

/** Every stored step of a run as CSV, where the user says; null when they cancelled. */
export async function exportMetrics(history: HistoryReader, runId: string, window: BrowserWindow | null): Promise<string | null> {
  const { id, name } = await history.run(runId)
  const path = await askForPath(window, `${fileName(name)}-metrics.csv`)
  if (path !== null) await writeCsv(path, metricColumns, mapPages(history.metrics(id), metricCells))
  return path
}
