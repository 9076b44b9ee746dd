import * as v from 'valibot'
import { appSettings, type AppSettings } from '../domain/app-settings'
import type { JobView } from '../domain/job'
import { stopKinds } from '../domain/job'
import type { Versions } from '../domain/run'
import type { MachineView } from '../domain/machine'
import { outsidePageIds } from '../domain/outside-pages'
import { ownFolderIds, type StorageView } from '../domain/storage'
import type { VerificationView } from '../domain/verification'
import { savableName } from '../file-name'
import { ask, id, nothing } from './request'

/** Where the application stands when the window opens. */
export interface StartState {
  /**
   * `read-only`: a newer version wrote it, and it can only be looked at. `failed`: it could not be opened. Of both
   * `message` says why and what to do.
   */
  readonly history: 'open' | 'read-only' | 'failed'
  readonly message: string
  readonly home: string
  /** Things that happened on opening and that the user should know, e.g. a history restored from its backup. Told once. */
  readonly notices: readonly string[]
}

/** Larger than any picture or table that the window makes. */
const fileBytes = 64 * 2 ** 20

/** A drop has whole paths, and the empty one where something else than a file was dropped. */
const dropped = v.pipe(v.string(), v.minLength(1), v.maxLength(4096), v.startsWith('/', 'That has no path on this machine'))

/** What became of a drop. */
export interface Dropped {
  /** Folders, and files that are none of ours: each says itself on the Datasets screen what it is. */
  readonly offers: number
  /** Names of the search spaces that were added. */
  readonly spaces: readonly string[]
  /** Ids of the studies that were entered, or that were there with the same file. */
  readonly studies: readonly string[]
}

export const systemRequests = {
  /** Dropped folders and JSON files, sent by preload. Throws what is wrong with the file of a space or a study. */
  'system.drop': ask(v.pipe(v.array(dropped), v.minLength(1), v.maxLength(200))).gives<Dropped>(),
  /** Takes what the user opened with the application, as if it were dropped; null when there is nothing. */
  'system.take-opened': ask(nothing).gives<Dropped | null>(),
  /** Opens the history; asked again, it tries again after `failed`. */
  'system.start': ask(nothing).gives<StartState>(),
  'system.versions': ask(nothing).gives<Versions>(),
  'system.jobs': ask(nothing).gives<readonly JobView[]>(),
  /** `pause` keeps a training ready to go on, `stop` ends it after a checkpoint; other jobs stop either way. */
  'system.stop-job': ask(v.object({ job: id, how: stopKinds })).gives<void>(),
  /** The answer to `confirm-quit`. */
  'system.quit': ask(nothing).gives<void>(),
  'system.settings': ask(nothing).gives<AppSettings>(),
  'system.save-settings': ask(appSettings).gives<AppSettings>(),
  /** Asks the user where to, starting from the given name; gives the path, or null when they cancelled. */
  'system.save-file': ask(
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(200), v.regex(savableName, 'is not a file name that can be saved')),
      bytes: v.pipe(v.instance(Uint8Array), v.check(({ byteLength }) => byteLength <= fileBytes, `is larger than ${fileBytes} bytes`)),
    }),
  ).gives<string | null>(),
  /** Onto the clipboard. Pages have no permission for it themselves. */
  'system.copy-text': ask(v.pipe(v.string(), v.maxLength(2 ** 24))).gives<void>(),
  /** What there is to compute on. Found out once by a worker; `again` looks anew. */
  'system.machine': ask(v.strictObject({ again: v.boolean() })).gives<MachineView>(),
  'system.verification': ask(nothing).gives<VerificationView>(),
  /** Replays the golden cases as a job; one at a time. */
  'system.verify': ask(nothing).gives<void>(),
  'system.storage': ask(nothing).gives<StorageView>(),
  'system.open-folder': ask(v.picklist(ownFolderIds)).gives<void>(),
  /** Frees the disk of what was deleted, without a way back. */
  'system.empty-trash': ask(nothing).gives<void>(),
  /** A copy of the history as it is now; the newest three are kept. */
  'system.back-up': ask(nothing).gives<void>(),
  /** In the browser. */
  'system.open-outside': ask(v.picklist(outsidePageIds)).gives<void>(),
  /** Meters are pushed only while somebody watches. */
  'system.watch-meters': ask(v.boolean()).gives<void>(),
}
