import * as v from 'valibot'
import type { CheckpointRecord, RunRecord } from '../domain/run'
import type { RunNumbers } from '../domain/run-numbers'
import type { RunLogView, RunTimes } from '../domain/run-log'
import type { MarkedRun } from '../domain/run-table'
import { seriesRequestSchema, type SeriesAnswer } from '../domain/series'
import type { TrackedPoint } from '../domain/tracking'
import { ask, id } from './request'

export const runRequests = {
  'runs.get': ask(id).gives<RunRecord>(),
  'runs.marks': ask(id).gives<MarkedRun>(),
  /** Goes on with a paused, stopped, interrupted or failed run from its newest valid checkpoint. */
  'runs.resume': ask(id).gives<void>(),
  'runs.checkpoint-now': ask(v.object({ run: id })).gives<void>(),
  /** Curves of stored steps; see Series for how they are reduced. */
  'runs.series': ask(seriesRequestSchema).gives<SeriesAnswer>(),
  'runs.numbers': ask(id).gives<RunNumbers>(),
  /** Every stored step as CSV, where the user says; gives the path, or null when they cancelled. */
  'runs.export-metrics': ask(id).gives<string | null>(),
  /** What was judged while it trained, by step. */
  'runs.tracked': ask(id).gives<readonly TrackedPoint[]>(),
  'runs.times': ask(id).gives<RunTimes>(),
  'runs.log': ask(id).gives<RunLogView>(),
  /** Those on the disk, by step. */
  'runs.checkpoints': ask(id).gives<readonly CheckpointRecord[]>(),
}
