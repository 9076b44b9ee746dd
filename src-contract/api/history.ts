import * as v from 'valibot'
import { runIdsSchema, runMarksSchema, runTableRequestSchema, savedViewSchema, type RunTablePage, type SavedView } from '../domain/run-table'
import { ask, id, nothing } from './request'

export const historyRequests = {
  'history.table': ask(runTableRequestSchema).gives<RunTablePage>(),
  /** Dotted paths of all settings that occur, for `config.<path>` columns. */
  'history.setting-paths': ask(nothing).gives<readonly string[]>(),
  /** Most used first. */
  'history.tags': ask(nothing).gives<readonly { readonly tag: string; readonly runs: number }[]>(),
  'history.mark': ask(v.strictObject({ runs: runIdsSchema, marks: runMarksSchema })).gives<void>(),
  'history.views': ask(nothing).gives<readonly SavedView[]>(),
  'history.save-view': ask(savedViewSchema).gives<void>(),
  'history.remove-view': ask(id).gives<void>(),
  /** Takes the runs out of every list. Their space is given back when they can no longer be asked for again. */
  'history.delete': ask(runIdsSchema).gives<void>(),
  'history.undo-delete': ask(runIdsSchema).gives<void>(),
}
