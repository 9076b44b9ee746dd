import type { Connection } from '../sqlite'
import { checkpointTable } from './checkpoints'
import { datasetTable } from './datasets'
import { metricTable } from './metrics'
import { rankingTable } from './rankings'
import { runTable } from './runs'

/** Preparing every statement here also finds a missing table or column before anything relies on it. */
export function tablesOf(db: Connection) {
  return {
    datasets: datasetTable(db),
    runs: runTable(db),
    metrics: metricTable(db),
    checkpoints: checkpointTable(db),
    rankings: rankingTable(db),
  }
}

export type Tables = ReturnType<typeof tablesOf>
