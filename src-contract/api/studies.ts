import * as v from 'valibot'
import type { ArmBand } from '../study/bands'
import type { StudyReport } from '../study/report'
import type { StudyView } from '../study/study'
import { ask, id, nothing } from './request'

export interface StudySummary {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly dataset: string
  readonly arms: number
  readonly seeds: number
  readonly done: number
  readonly failed: number
  readonly total: number
  /** Its runs are being made. */
  readonly running: boolean
}

export interface StudyPage {
  readonly view: StudyView
  readonly report: StudyReport
  readonly running: boolean
}

export interface StudyCurves {
  /** Those there are to choose from. */
  readonly names: readonly string[]
  readonly bands: readonly ArmBand[]
}

export const studyRequests = {
  /** Newest first. */
  'studies.list': ask(nothing).gives<readonly StudySummary[]>(),
  'studies.get': ask(id).gives<StudyPage>(),
  'studies.curves': ask(v.strictObject({ study: id, curve: v.pipe(v.string(), v.maxLength(200)) })).gives<StudyCurves>(),
  /** The text of a study file. Throws 'study-malformed' naming the line. Gives the id. */
  'studies.add': ask(v.strictObject({ text: v.pipe(v.string(), v.maxLength(10_000_000)), source: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) })).gives<string>(),
  /** Opens the system's file dialog. Gives the id of the study of the file, or null when they cancelled. */
  'studies.pick': ask(nothing).gives<string | null>(),
  /** Makes what is missing, in the queue of the other work. */
  'studies.start': ask(v.strictObject({ study: id, retryFailed: v.boolean() })).gives<void>(),
  /** Its run under way is stopped after a checkpoint; no other begins. */
  'studies.stop': ask(id).gives<void>(),
  /** CSV and LaTeX into a folder that the user chooses. Gives it, or null when they cancelled. */
  'studies.export': ask(id).gives<string | null>(),
  /** Folders of exports, chosen by the user: null when they cancelled. */
  'studies.import': ask(nothing).gives<{ readonly study: string; readonly added: number; readonly equal: number } | null>(),
  /** Its runs stay. */
  'studies.remove': ask(id).gives<void>(),
}
