import type { RankingRecord } from '../domain/ranking'
import { ask, id } from './request'

export const rankingRequests = {
  'rankings.of-run': ask(id).gives<readonly RankingRecord[]>(),
}
