import type { HistoryWriter } from './history-api'
import { askLocally, readerOver, type Queries } from './queries'
import { translated, type Connection } from './sqlite'
import type { Tables } from './tables/all'

/** What the owner may do. Each change is one transaction, durable when the method returns and absent when it throws. */
export function writerOf(db: Connection, tables: Tables, queries: Queries, path: string): HistoryWriter {
  const { datasets, runs, metrics, checkpoints, rankings } = tables
  const change = (work: () => void): void => translated(path, () => db.transaction(work).immediate())
  return {
    ...readerOver(askLocally(queries)),
    addDataset: (record) => change(() => datasets.add(record)),
    removeDataset: (id) => change(() => datasets.remove(id)),

    addRun: (run) => change(() => runs.add(run)),
    startRun: (runId, start) =>
      change(() => {
        const run = runs.numberOf(runId)
        metrics.removeFrom(run, start.step)
        checkpoints.removeAfter(run, start.step)
        runs.start(run, start, metrics.count(run))
      }),
    addMetrics: (runId, rows) =>
      change(() => {
        const run = runs.numberOf(runId)
        metrics.add(run, rows)
        runs.grow(run, rows.length)
      }),
    addCheckpoint: (runId, checkpoint) => change(() => checkpoints.put(runs.numberOf(runId), checkpoint)),
    endRun: (runId, end) =>
      change(() => {
        const run = runs.numberOf(runId)
        // An interrupted or failed run may lack rows of its last seconds; only what ended as told is vouched for.
        const complete = end.state === 'finished' || end.state === 'stopped'
        runs.end(run, end, complete ? metrics.hash(run) : null)
      }),
    verifyRun: (runId) =>
      translated(path, () => {
        const stored = runs.storedHash(runId)
        return stored === null ? null : metrics.hash(runs.numberOf(runId)) === stored
      }),

    addRanking: (ranking) => change(() => rankings.add(runs.numberOf(ranking.config.runId), ranking)),
    addScores: (rankingId, scores) => change(() => rankings.addScores(rankings.numberOf(rankingId), scores)),
    scores: (rankingId) => translated(path, () => rankings.scores(rankings.numberOf(rankingId))),
    endRanking: (rankingId, end) => change(() => rankings.end(rankings.numberOf(rankingId), end)),
  }
}

/** We hold the lock, so no other process trains or ranks what the last owner left unfinished. */
export function interruptAbandoned(db: Connection, tables: Tables, path: string): void {
  translated(path, () =>
    db.transaction(() => {
      tables.runs.abandonUnfinished()
      tables.rankings.abandonUnfinished()
    }).immediate(),
  )
}
