import type { RankingRecord } from '../domain/ranking'
import { rankingRequestSchema } from '../domain/ranking-request'
import { rankingEntriesRequestSchema, type RankingEntries, type RankingScatter } from '../domain/ranking-view'
import { ask, id } from './request'

export interface BegunRanking {
  readonly ranking: string
  /** What there was of it before: nothing, a part that goes on, one that is under way already, or all of it. */
  readonly before: 'nothing' | 'part' | 'running' | 'finished'
}

export const rankingRequests = {
  'rankings.of-run': ask(id).gives<readonly RankingRecord[]>(),
  /** Seconds that the ranking would take, from its first evaluations, when it is its turn; null when that was stopped. */
  'rankings.estimate': ask(rankingRequestSchema).gives<number | null>(),
  /** Goes on with an equal ranking that was stopped or interrupted. */
  'rankings.start': ask(rankingRequestSchema).gives<BegunRanking>(),
  'rankings.entries': ask(rankingEntriesRequestSchema).gives<RankingEntries>(),
  'rankings.scatter': ask(id).gives<RankingScatter>(),
}
