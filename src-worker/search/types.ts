import type { SearchMethodId } from '../../src-contract/domain/choices'
import type { CandidateOrigin, SearchMethodConfig } from '../../src-contract/domain/search'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Random } from '../random'
import type { Pool } from './pool'

/** An architecture that a method wants to know about. */
export interface Proposal {
  readonly architecture: Architecture
  readonly generation: number
  readonly origin: CandidateOrigin
}

/** What it is told: higher fitness is better; `cost` is the one that the search weighs. Null: slower than the limit. */
export type Told = { readonly fitness: number; readonly cost: number } | null

/**
 * The steps of a search: proposes one architecture after another and is told about each. Pure: equal draws and equal
 * answers give equal proposals, so a search that was cut off is taken up by answering its first proposals again.
 */
export type SearchSteps = Generator<Proposal, void, Told>

/** A way to search. No architecture is proposed twice, and none over a limit on parameters or multiply-adds. */
export type SearchMethod<Id extends SearchMethodId> = (settings: Extract<SearchMethodConfig, { id: Id }>, pool: Pool, random: Random) => SearchSteps
