/**
 * What a recognised folder yields: labelled images one after another, never all at once. Formats differ in how they
 * read; everything after that is common.
 */
import type { DatasetKind, Role } from '../../src-contract/domain/choices'
import type { Findings } from './findings'
import type { FolderListing } from './files/list-folder'
import type { Pace } from './pace'

export interface SourceImage {
  /** File, or file and record, below the folder, as the user finds it. */
  readonly name: string
  readonly role: Role
  readonly label: number
  /** Pixels as a square of `side`, three channels. Throws NotTaken with the reason why this image is left out. */
  load(side: number): Uint8Array
}

/** A folder that was looked through; its images are still on the disk. */
export interface Source {
  readonly classes: readonly string[]
  /** Images that `read` will yield. */
  readonly images: number
  /** Images by their size, "WIDTHxHEIGHT". */
  readonly sizes: ReadonlyMap<string, number>
  /** Images in a fixed order, so that the same folder gives the same packed file on every machine. */
  read(): AsyncIterable<SourceImage> | Iterable<SourceImage>
}

export interface Format {
  readonly kind: DatasetKind
  /** As it is called in sentences. */
  readonly title: string
  /** Whether the folder is meant as this format, by its files' names and first bytes. */
  recognises(folder: FolderListing): boolean
  /** Looks through all of it. Throws a StudioError where the whole cannot be used; single images are rejected in `findings`. */
  scan(folder: FolderListing, findings: Findings, pace: Pace): Promise<Source>
}
