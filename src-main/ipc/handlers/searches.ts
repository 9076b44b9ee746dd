import type { BrowserWindow } from 'electron'
import type { HandlersOf } from '../../../src-contract/api/request'
import type { searchRequests } from '../../../src-contract/api/searches'
import { searchConfig } from '../../jobs/search-config'
import { resumeSearch, searchRun } from '../../jobs/search-run'
import { newId } from '../../system/new-id'
import { exportSearch } from '../../window/export-search'
import type { Services } from '../../window/services'

export function searchHandlers(services: Services, window: () => BrowserWindow | null): HandlersOf<typeof searchRequests> {
  const { feed } = services
  return {
    'searches.list': () => services.history.searches(),
    'searches.get': (search) => services.history.search(search),
    'searches.candidates': ({ search, after }) => {
      const { rows, next } = services.history.candidatePage(search, after)
      return { rows, complete: next === null }
    },
    'searches.start': async (request) => {
      const run = await services.history.run(request.run)
      // What does not go together is told by the form, before anything is listed.
      searchConfig(request, run)
      const searchId = newId()
      await services.board.add({ kind: 'search', title: run.name, runId: run.id, searchId }, (listener) => searchRun(services.studio, request, listener, searchId))
      feed.changed('searches')
      return searchId
    },
    'searches.resume': async (searchId) => {
      const { id, name } = await services.history.run((await services.history.search(searchId)).runId)
      await services.board.add({ kind: 'search', title: name, runId: id, searchId }, (listener) => resumeSearch(services.studio, searchId, listener))
      feed.changed('searches', `search:${searchId}`)
    },
    'searches.remove': (searchId) => {
      services.writer.removeSearch(searchId)
      feed.changed('searches', `search:${searchId}`)
    },
    'searches.export': (searchId) => exportSearch(services.history, searchId, window()),
  }
}
