import * as v from 'valibot'
import type { RunRecord } from '../domain/run'
import { ask, id } from './request'

export const runRequests = {
  'runs.get': ask(id).gives<RunRecord>(),
  /** Goes on with a paused, stopped, interrupted or failed run from its newest valid checkpoint. */
  'runs.resume': ask(id).gives<void>(),
  'runs.checkpoint-now': ask(v.object({ run: id })).gives<void>(),
}
