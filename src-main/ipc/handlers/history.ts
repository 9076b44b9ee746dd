import type { historyRequests } from '../../../src-contract/api/history'
import type { HandlersOf } from '../../../src-contract/api/request'
import type { Services } from '../../window/services'

export function historyHandlers(services: Services): HandlersOf<typeof historyRequests> {
  return {
    'history.runs': () => services.history.runs(),
  }
}
