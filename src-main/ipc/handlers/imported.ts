import type { importedRequests } from '../../../src-contract/api/imported'
import type { HandlersOf } from '../../../src-contract/api/request'
import { importScores } from '../../jobs/import-scores'
import type { Services } from '../../window/services'

export function importedHandlers(services: Services): HandlersOf<typeof importedRequests> {
  return {
    'imported.list': () => services.history.importedRankings(),
    'imported.add': async (request) => {
      const title = request.name === '' ? request.source : request.name
      // Beside a training: it takes a moment and no GPU.
      const job = await services.board.add({ kind: 'judge', title }, (listener) => importScores(services.importStudio, request, listener))
      const ranking = await job.result
      services.feed.changed('imported')
      return ranking
    },
    'imported.remove': (ranking) => {
      services.writer.removeImportedRanking(ranking)
      services.feed.changed('imported')
    },
    'imported.entries': (request) => services.history.queryImportedEntries(request),
    'imported.scatter': (ranking) => services.history.importedScatter(ranking),
  }
}
