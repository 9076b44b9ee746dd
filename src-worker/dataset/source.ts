/**
 * What a recognised folder yields: labelled images one after another, never all at once. Formats differ in how they
 * read; everything after that is common.
 */
import type { DatasetKind, Role } from '../../src-contract/domain/choices'
import type { Pixels } from '../tensor/images'
import type { Rejections } from './rejections'
import type { SourceStamps } from './source-stamps'

/** Plain and small, since there may be a million of them. */
export interface SourceImage {
  readonly path: string
  /** Position in a file of many images; null where the file is the image. */
  readonly number: number | null
  readonly role: Role
  readonly label: number
}

/** An image in memory, read once: a file still to be checked and decoded, or pixels. */
export type Content = { readonly kind: 'file'; readonly bytes: Buffer } | { readonly kind: 'pixels'; readonly pixels: Pixels }

export interface ImageReader {
  /** Images are asked for in the order of the source; some may be left out. Throws a reason (Error) why one is not to be had. */
  load(image: SourceImage): Content | Promise<Content>
  close(): void
}

export interface Source {
  readonly kind: DatasetKind
  readonly classes: readonly string[]
  readonly images: readonly SourceImage[]
  /** What was met and not taken while the source was opened. */
  readonly rejected: Rejections
  readonly ignored: number
  readonly warnings: readonly string[]
  readonly stamps: SourceStamps
  reader(): ImageReader
}

/** A folder as a format sees it: the files that belong to the data set, none of them read yet. */
export interface Listed {
  readonly stamps: SourceStamps
  /** Throws a StudioError where the whole source cannot be used. */
  open(): Promise<Source>
}

/** File, or file and record, as the user finds it. */
export function nameOf({ path, number }: SourceImage): string {
  return number === null ? path : `${path}, record ${number}`
}
