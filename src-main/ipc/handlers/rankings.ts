import type { rankingRequests } from '../../../src-contract/api/rankings'
import type { HandlersOf } from '../../../src-contract/api/request'
import type { Services } from '../../window/services'

export function rankingHandlers(services: Services): HandlersOf<typeof rankingRequests> {
  return {
    'rankings.of-run': (run) => services.history.rankings(run),
  }
}
