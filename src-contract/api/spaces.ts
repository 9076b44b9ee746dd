import * as v from 'valibot'
import { spaceIds, type TruthId } from '../domain/choices'
import { ask } from './request'

/** What the benchmark of a space has measured for one architecture, by data set. */
export interface TrueAccuracies {
  /** Percent, of the network trained from scratch. */
  readonly valid: Readonly<Record<TruthId, number>>
  readonly test: Readonly<Record<TruthId, number>>
  /** 1 + the number of architectures with a higher test accuracy. */
  readonly rank: Readonly<Record<TruthId, number>>
  readonly architectures: number
}

export const spaceRequests = {
  /** Null where the space has no table of measured accuracies. */
  'spaces.truth': ask(v.strictObject({ space: v.picklist(spaceIds), index: v.pipe(v.number(), v.integer(), v.minValue(0)) })).gives<TrueAccuracies | null>(),
}
