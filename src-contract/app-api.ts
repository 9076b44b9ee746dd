/**
 * Everything the window can ask of the main process, and everything the main process tells the window. Declared once:
 * preload, wrapper, handlers and client are all typed by these maps, and every input is checked by its schema.
 */
import { datasetRequests } from './api/datasets'
import { gpuRequests } from './api/gpu'
import { historyRequests } from './api/history'
import { importedRequests } from './api/imported'
import { newRunRequests } from './api/new-run'
import { rankingRequests } from './api/rankings'
import { runRequests } from './api/runs'
import { searchRequests } from './api/searches'
import { spaceRequests } from './api/spaces'
import { studyRequests } from './api/studies'
import { systemRequests } from './api/system'
import type { HandlersOf, InputOf, OutputOf } from './api/request'

export const appRequests = {
  ...systemRequests,
  ...gpuRequests,
  ...datasetRequests,
  ...spaceRequests,
  ...newRunRequests,
  ...runRequests,
  ...rankingRequests,
  ...importedRequests,
  ...studyRequests,
  ...searchRequests,
  ...historyRequests,
}

export type AppRequests = typeof appRequests
export type RequestName = keyof AppRequests
export type RequestInput<Name extends RequestName> = InputOf<AppRequests[Name]>
export type RequestOutput<Name extends RequestName> = OutputOf<AppRequests[Name]>
export type AppHandlers = HandlersOf<AppRequests>
