import type { spaceRequests } from '../../../src-contract/api/spaces'
import type { HandlersOf } from '../../../src-contract/api/request'

export function spaceHandlers(): HandlersOf<typeof spaceRequests> {
  return {}
}
