import type { SearchCandidate, SearchRecord } from '../../src-contract/domain/search'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { candidateCells, candidateColumns, candidateView } from '../../src-contract/search-view'
import type { HistoryReader } from '../database/history-api'
import { mapPages, writeCsv } from '../system/csv-file'

/** Writes every candidate of a search as CSV; returns how many. */
export async function writeSearch(history: HistoryReader, { id, runId, summary }: SearchRecord, file: string): Promise<number> {
  const { config } = await history.run(runId)
  const space = createSearchSpace(config.space, config.classes)
  const cells = (candidate: SearchCandidate) => candidateCells(candidateView(space, summary?.optimum ?? null, candidate))
  return writeCsv(file, candidateColumns, mapPages(history.searchCandidates(id), cells))
}
