import type { HistoryViews } from './history-api'
import { translated } from './sqlite'
import type { Tables } from './tables/all'

/** Answers what the window asks, from the owner's connection. */
export function viewsOf({ datasets, runs, metrics, rankings, importedRankings, searches, marks, views, runQueries }: Tables, path: string): HistoryViews {
  return {
    removedDataset: (id) => translated(path, () => datasets.removed(id)),
    queryRuns: (request) => translated(path, () => runQueries.query(request)),
    settingPaths: () => translated(path, () => marks.settingPaths()),
    tags: () => translated(path, () => marks.tags()),
    marks: (runId) => translated(path, () => marks.get(runId)),
    views: () => translated(path, () => views.list()),
    querySeries: ({ runId, ...request }) => translated(path, () => metrics.series(runs.numberOf(runId), request)),
    queryRankingEntries: ({ rankingId, ...request }) => translated(path, () => rankings.entries(rankings.numberOf(rankingId), request)),
    queryImportedEntries: ({ rankingId, ...request }) => translated(path, () => importedRankings.entries(rankingId, request)),
    importedScatter: (rankingId) => translated(path, () => importedRankings.scatter(rankingId)),
    candidatePage: (searchId, after) => translated(path, () => searches.page(searches.numberOf(searchId), after)),
    rankingScatter: (rankingId) => translated(path, () => rankings.scatter(rankings.numberOf(rankingId))),
  }
}
