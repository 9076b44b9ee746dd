import * as v from 'valibot'
import type { DatasetRecord } from '../domain/dataset'
import { ask, id, name, nothing } from './request'

/** A folder that the user handed over; its path stays in the main process, which looks it up by the id. */
export interface FolderOffer {
  readonly id: string
  /** Shown only. */
  readonly path: string
  readonly name: string
}

export const datasetRequests = {
  'datasets.list': ask(nothing).gives<readonly DatasetRecord[]>(),
  /** Paths of dropped folders (sent by preload) or one that was typed. */
  'datasets.offer': ask(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))), v.minLength(1), v.maxLength(200))).gives<readonly FolderOffer[]>(),
  /** Opens the system's folder dialog; empty when cancelled. */
  'datasets.pick': ask(nothing).gives<readonly FolderOffer[]>(),
  'datasets.rename': ask(v.object({ dataset: id, name })).gives<void>(),
}
