/**
 * What a recognised folder yields: labelled images one after another, never all at once. Formats differ in how they
 * read; everything after that is common.
 */
import type { DatasetKind, Role } from '../../src-contract/domain/choices'
import type { RejectedFile } from '../../src-contract/domain/dataset'

export interface SourceImage {
  /** File, or file and record, as the user finds it. */
  readonly name: string
  readonly role: Role
  readonly label: number
  /** Size without decoding; throws a reason (Error) why the image is not taken. */
  size(): { readonly width: number; readonly height: number }
  /** Pixels of the central square, scaled to `side`, three channels; throws a reason likewise. `note` hears what deserves a look. */
  square(side: number, note: (clause: string) => void): Uint8Array
}

export interface Source {
  readonly kind: DatasetKind
  readonly classes: readonly string[]
  readonly images: readonly SourceImage[]
  /** What was met and not taken while the source was opened. */
  readonly rejected: readonly RejectedFile[]
  readonly ignored: number
  readonly warnings: readonly string[]
}

export interface Format {
  /** Whether the folder looks like this format, from names and first bytes. */
  recognises(folder: string): boolean
  /** Throws a StudioError where the whole source cannot be used. */
  open(folder: string): Source
}
