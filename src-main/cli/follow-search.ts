import type { RunRecord } from '../../src-contract/domain/run'
import type { SearchCandidate } from '../../src-contract/domain/search'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import type { SearchSpace } from '../../src-contract/search-space/search-space'
import type { HistoryReader } from '../database/history-api'
import type { StartedSearch } from '../jobs/search-run'
import type { Studio } from '../jobs/studio'
import { finish, stoppedOr, type CommandContext, type Outcome } from './context'
import { describeSearch, searchFields } from './output/describe-search'

export function spaceOf({ config }: Pick<RunRecord, 'config'>): SearchSpace {
  return createSearchSpace(config.space, config.classes)
}

export async function candidatesOf(history: HistoryReader, searchId: string): Promise<readonly SearchCandidate[]> {
  const pages: SearchCandidate[][] = []
  for await (const page of history.searchCandidates(searchId)) pages.push([...page])
  return pages.flat()
}

/** Waits for a search and tells its result. */
export async function followSearch(context: CommandContext, studio: Studio, started: StartedSearch): Promise<Outcome> {
  const { terminal } = context
  terminal.event('search', { search: started.searchId, run: started.run.id })
  const { state } = await finish(context, started)
  const record = await studio.history.search(started.searchId)
  const candidates = await candidatesOf(studio.history, record.id)
  const space = spaceOf(started.run)
  const next = state === 'stopped' ? `\n\nGo on: studio search resume ${record.id}` : ''
  terminal.result(searchFields(record, space, candidates), () => `${describeSearch(record, space, candidates)}${next}`)
  return stoppedOr(state)
}
