import type { DatasetOverview, DatasetRuns, SourceLook } from '../../src-contract/domain/dataset-view'
import { countRuns } from '../../src-contract/domain/run-table'
import type { HistoryReader, HistoryViews } from '../database/history-api'

/** The newest runs that a data set's own page names. */
const shownRuns = 20

const usedDataset = 'config.datasetId'

/** All data sets, newest first. */
export async function datasetOverviews(history: HistoryReader & HistoryViews, sourceOf: (id: string) => SourceLook): Promise<DatasetOverview[]> {
  const { groups } = history.queryRuns({ ...countRuns, group: usedDataset })
  const runs = new Map((groups ?? []).map((group) => [group.value, group.runs]))
  return (await history.datasets())
    .map(({ id, name, kind, sourcePath, imageSize, indexed, classes, counts, packedBytes, createdAt, report }) => ({
      id, name, kind, sourcePath, imageSize, indexed: indexed === true, classes: classes.length, counts, packedBytes, createdAt,
      rejected: report.rejectedCount, warnings: report.warnings.length, runs: runs.get(id) ?? 0, source: sourceOf(id),
    }))
    .reverse()
}

/** Runs of the history that were trained on a data set, without those in the trash. */
export function runsOfDataset(history: HistoryViews, id: string): DatasetRuns {
  const filters = [{ operator: 'eq', column: usedDataset, value: id } as const]
  const { rows, total } = history.queryRuns({ ...countRuns, filters, columns: ['created'], limit: shownRuns })
  return { total, newest: rows.map(({ id: run, name, state, cells }) => ({ id: run, name, state, created: String(cells[0]) })) }
}
