import type { spaceRequests } from '../../../src-contract/api/spaces'
import type { HandlersOf } from '../../../src-contract/api/request'
import { TrueAccuracyTables } from '../../jobs/true-accuracies'

export function spaceHandlers(): HandlersOf<typeof spaceRequests> {
  const tables = new TrueAccuracyTables()
  return {
    'spaces.truth': ({ space, index }) => tables.lookUp(space, index),
  }
}
