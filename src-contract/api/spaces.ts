import * as v from 'valibot'
import { ownSpaceSchema, type OwnSpace } from '../search-space/own-space'
import { spaceIds, type TruthId } from '../domain/choices'
import { ask, name, nothing } from './request'

/** What the benchmark of a space has measured for one architecture, by data set. */
export interface TrueAccuracies {
  /** Percent, of the network trained from scratch. */
  readonly valid: Readonly<Record<TruthId, number>>
  readonly test: Readonly<Record<TruthId, number>>
  /** 1 + the number of architectures with a higher test accuracy. */
  readonly rank: Readonly<Record<TruthId, number>>
  readonly architectures: number
}

/** The spaces that a user added, by name. */
export interface StoredSpaces {
  readonly spaces: readonly OwnSpace[]
  /** Sentences on copies that somebody damaged. */
  readonly problems: readonly string[]
}

export const spaceRequests = {
  'spaces.own': ask(nothing).gives<StoredSpaces>(),
  /** Opens the system's file dialog. Gives the name of the space that was added, or null when they cancelled. */
  'spaces.pick': ask(nothing).gives<string | null>(),
  /** Runs with it keep it. */
  'spaces.remove': ask(name).gives<void>(),
  /** Takes back a removal. */
  'spaces.put-back': ask(ownSpaceSchema).gives<void>(),
  /** Null where the space has no table of measured accuracies. */
  'spaces.truth': ask(v.strictObject({ space: v.picklist(spaceIds), index: v.pipe(v.number(), v.integer(), v.minValue(0)) })).gives<TrueAccuracies | null>(),
}
