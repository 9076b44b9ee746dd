import { StudioError } from '../../../src-contract/errors'
import { damaged } from '../inspect-file'
import { translated, type Connection } from '../sqlite'
import { checkpointTable } from './checkpoints'
import { datasetTable } from './datasets'
import { importedRankingTable } from './imported-rankings'
import { markTable } from './marks'
import { metricTable } from './metrics'
import { rankingTable } from './rankings'
import { runQueries } from './run-table'
import { runTable } from './runs'
import { searchTable } from './searches'
import { studyTable } from './studies'
import { trackedPointTable } from './tracked-points'
import { viewTable } from './views'

/** Also finds a missing table or column before anything relies on it: then a statement cannot be prepared. */
export function checkedTables(db: Connection, path: string): Tables {
  try {
    return translated(path, () => tablesOf(db))
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'internal') throw error
    throw damaged(path, 'lacks a table or column that it should have', error)
  }
}

export function tablesOf(db: Connection) {
  return {
    datasets: datasetTable(db),
    runs: runTable(db),
    metrics: metricTable(db),
    checkpoints: checkpointTable(db),
    rankings: rankingTable(db),
    importedRankings: importedRankingTable(db),
    tracked: trackedPointTable(db),
    studies: studyTable(db),
    searches: searchTable(db),
    marks: markTable(db),
    views: viewTable(db),
    runQueries: runQueries(db),
  }
}

export type Tables = ReturnType<typeof tablesOf>
