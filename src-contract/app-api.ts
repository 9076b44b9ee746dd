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

/**
 * Requests that work on the history or begin work for it. Where it can only be looked at they are refused as one, before
 * anything is begun; what is not listed works there too. Files of presets, search spaces and settings are no part of it.
 */
export const changingRequests: ReadonlySet<RequestName> = new Set<RequestName>([
  'datasets.rename', 'datasets.remove', 'datasets.undo-remove', 'datasets.relocate', 'datasets.offer-path', 'datasets.offer-source', 'datasets.offer-sample', 'datasets.pick', 'datasets.scan', 'datasets.import',
  'runs.plan', 'runs.estimate', 'runs.start', 'runs.resume', 'runs.checkpoint-now',
  'rankings.estimate', 'rankings.start', 'imported.add', 'imported.remove',
  'searches.start', 'searches.resume', 'searches.remove',
  'studies.add', 'studies.pick', 'studies.start', 'studies.import', 'studies.remove',
  'history.mark', 'history.save-view', 'history.remove-view', 'history.delete', 'history.undo-delete',
  'system.empty-trash', 'system.back-up',
])
