import * as v from 'valibot'
import type { SearchCandidate, SearchRecord } from '../domain/search'
import { searchRequestSchema } from '../domain/search-request'
import { ask, id, nothing } from './request'

export interface CandidatePart {
  readonly rows: readonly SearchCandidate[]
  /** There are no more of them now. */
  readonly complete: boolean
}

export const searchRequests = {
  /** Of all runs, newest first. */
  'searches.list': ask(nothing).gives<readonly SearchRecord[]>(),
  'searches.get': ask(id).gives<SearchRecord>(),
  /** Those after a number, in order: a search under way is read on where it ended. -1: from the start. */
  'searches.candidates': ask(v.strictObject({ search: id, after: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)) })).gives<CandidatePart>(),
  /** Answers with its id. */
  'searches.start': ask(searchRequestSchema).gives<string>(),
  'searches.resume': ask(id).gives<void>(),
  'searches.remove': ask(id).gives<void>(),
  /** Saves all candidates where the user says; null where nowhere. */
  'searches.export': ask(id).gives<string | null>(),
}
