import * as v from 'valibot'
import type { Progress } from '../progress'

/** Work that the window shows in its queue. */
export type JobKind = 'scan' | 'import' | 'train' | 'rank' | 'search' | 'judge' | 'estimate' | 'verify' | 'device' | 'gpu'

/** A job that waits or is under way. An ended one leaves the list: what it made is in the history. */
export interface JobView {
  readonly id: string
  readonly kind: JobKind
  /** What a person calls it: the run's or the data set's name. */
  readonly title: string
  readonly state: 'queued' | 'running' | 'stopping'
  /** What a queued job waits for, as a person reads it after "waits for"; null where it does not wait. */
  readonly waitsFor: string | null
  /** The run it trains or ranks. */
  readonly runId: string | null
  /** The ranking that it computes. */
  readonly rankingId: string | null
  /** The search that it goes on with. */
  readonly searchId: string | null
  readonly progress: Progress | null
  /** ISO time (UTC) of the worker's last sign of life, where it has given none for some 25 seconds; else null. */
  readonly silentSince: string | null
}

/** Which part of the stored state changed; whoever shows it asks for it again. */
export type Topic = 'datasets' | 'spaces' | 'offers' | 'runs' | 'imported' | 'studies' | 'searches' | 'views' | 'settings' | 'verification' | 'gpu' | 'storage' | `run:${string}` | `metrics:${string}` | `rankings:${string}` | `tracked:${string}` | `search:${string}`

export const stopKinds = v.picklist(['stop', 'pause'])
