import * as v from 'valibot'
import { appSettings, type AppSettings } from '../domain/app-settings'
import type { JobView } from '../domain/job'
import { stopKinds } from '../domain/job'
import { ask, id, nothing } from './request'

/** Where the application stands when the window opens. */
export interface StartState {
  /** `failed`: the history could not be opened; `message` says why and what to do. */
  readonly history: 'open' | 'failed'
  readonly message: string
  readonly home: string
  readonly versions: Readonly<Record<string, string>>
  /** Things that happened on opening and that the user should know, e.g. a history restored from its backup. */
  readonly notices: readonly string[]
}

export const systemRequests = {
  'system.start': ask(nothing).gives<StartState>(),
  /** Tries to open the history again, after `failed`. */
  'system.retry': ask(nothing).gives<StartState>(),
  'system.jobs': ask(nothing).gives<readonly JobView[]>(),
  /** `pause` keeps a training ready to go on, `stop` ends it after a checkpoint; other jobs stop either way. */
  'system.stop-job': ask(v.object({ job: id, how: stopKinds })).gives<void>(),
  /** The answer to `confirm-quit`. */
  'system.quit': ask(nothing).gives<void>(),
  'system.settings': ask(nothing).gives<AppSettings>(),
  'system.save-settings': ask(appSettings).gives<AppSettings>(),
  /** Meters are pushed only while somebody watches. */
  'system.watch-meters': ask(v.boolean()).gives<void>(),
}
