import { importRequestSchema, type ImportedRanking } from '../domain/imported-ranking'
import { rankingEntriesRequestSchema, type RankingEntries, type RankingScatter } from '../domain/ranking-view'
import { ask, id, nothing } from './request'

/** Scores made elsewhere: rankings without a run. */
export const importedRequests = {
  /** Newest first. */
  'imported.list': ask(nothing).gives<readonly ImportedRanking[]>(),
  /** Throws 'scores-malformed' naming the line. */
  'imported.add': ask(importRequestSchema).gives<ImportedRanking>(),
  'imported.remove': ask(id).gives<void>(),
  'imported.entries': ask(rankingEntriesRequestSchema).gives<RankingEntries>(),
  'imported.scatter': ask(id).gives<RankingScatter>(),
}
