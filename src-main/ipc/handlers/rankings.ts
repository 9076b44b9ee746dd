import type { rankingRequests } from '../../../src-contract/api/rankings'
import type { HandlersOf } from '../../../src-contract/api/request'
import { findRanking, rankRun } from '../../jobs/rank-run'
import { newId } from '../../system/new-id'
import type { Services } from '../../window/services'

export function rankingHandlers(services: Services): HandlersOf<typeof rankingRequests> {
  return {
    'rankings.of-run': (run) => services.history.rankings(run),
    'rankings.estimate': async (request) => {
      const { id, name } = await services.history.run(request.run)
      const job = await services.board.add({ kind: 'estimate', title: name, runId: id }, (listener) => rankRun(services.studio, request, true, listener))
      return job.result.then(
        ({ state, estimateSeconds }) => (state === 'stopped' ? null : estimateSeconds),
        // Why it failed is told by the board, as for every job.
        () => null,
      )
    },
    'rankings.start': async (request) => {
      const found = await findRanking(services.studio, request)
      if (found?.state === 'finished' || found?.state === 'running') return { ranking: found.id, before: found.state }
      const { id, name } = await services.history.run(request.run)
      const rankingId = found?.id ?? newId()
      await services.board.add({ kind: 'rank', title: name, runId: id, rankingId }, (listener) => rankRun(services.studio, request, false, listener, rankingId))
      services.feed.changed('runs', `rankings:${id}`)
      return { ranking: rankingId, before: found === null ? 'nothing' : 'part' }
    },
    'rankings.entries': (request) => services.history.queryRankingEntries(request),
    'rankings.scatter': (ranking) => services.history.rankingScatter(ranking),
  }
}
