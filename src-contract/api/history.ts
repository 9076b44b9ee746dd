import type { RunRecord } from '../domain/run'
import { ask, nothing } from './request'

export const historyRequests = {
  'history.runs': ask(nothing).gives<readonly RunRecord[]>(),
}
