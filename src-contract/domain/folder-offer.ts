import type { ErrorData } from '../errors'
import type { DatasetKind } from './choices'
import type { ScanReport } from './dataset'

/** What a scan found, in the few figures that fit on a closed card. */
export interface OfferSummary {
  readonly kind: DatasetKind
  readonly classes: number
  readonly accepted: number
  readonly rejected: number
  readonly warnings: number
}

export type OfferState =
  /** Waits for its turn or is under way. */
  | { readonly step: 'scanning'; readonly jobId: string }
  /** It is no data set, or cannot be read: `error` says why and what to do. */
  | { readonly step: 'refused'; readonly error: ErrorData }
  | { readonly step: 'stopped' }
  /** `error`: why the last try to import it failed. */
  | { readonly step: 'scanned'; readonly summary: OfferSummary; readonly error: ErrorData | null }
  | { readonly step: 'importing'; readonly jobId: string; readonly summary: OfferSummary | null }
  | { readonly step: 'imported'; readonly datasetId: string; readonly name: string }

/**
 * A folder that the user handed over, from the hand-over to its import. Nothing of it is in the history before: it is
 * kept by the main process, so that a page that is loaded again finds it, and gone when the application ends.
 */
export interface FolderOffer {
  readonly id: string
  /** Shown only. */
  readonly path: string
  /** Last part of the path. */
  readonly name: string
  readonly state: OfferState
}

export interface OfferReport {
  readonly report: ScanReport
  /** A name that no data set has. */
  readonly suggestedName: string
  /** Bytes that are free where data sets are kept. */
  readonly freeBytes: number
}
