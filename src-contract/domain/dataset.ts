import type { DatasetKind, Role } from './choices'

/** A data set as imported: images packed once to one size, with the report of the import. */
export interface DatasetRecord {
  readonly id: string
  readonly name: string
  readonly kind: DatasetKind
  /** Folder the images came from; it is not needed after the import. */
  readonly sourcePath: string
  /** Side S of the packed images; every image is S x S x 3, 8 bits. */
  readonly imageSize: number
  readonly classes: readonly string[]
  readonly counts: Readonly<Record<Role, number>>
  /** Per-channel mean and standard deviation (0..255) used to normalise: published values or measured on the training images. */
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  /** SHA-256 over packed images, labels, class names, roles and their order. */
  readonly fingerprint: string
  readonly packedBytes: number
  /** ISO time of the import (UTC). */
  readonly createdAt: string
  readonly report: ImportReport
}

/** A file that was not taken, and why. */
export interface RejectedFile {
  readonly path: string
  readonly reason: string
}

/** What an import saw. seen = accepted + rejected + ignored, always. */
export interface ImportReport {
  readonly seen: number
  readonly accepted: number
  readonly ignored: number
  readonly rejected: readonly RejectedFile[]
  /** Sentences about things that were accepted but deserve a look. */
  readonly warnings: readonly string[]
  /** Images per class, by class name, for each role that the source has (before the split). */
  readonly perClass: Readonly<Record<string, Readonly<Partial<Record<Role, number>>>>>
  /** Source sizes as "WIDTHxHEIGHT" with their number, most frequent first, at most 20. */
  readonly sizes: readonly { readonly size: string; readonly images: number }[]
  /** Groups of images with equal pixels; `acrossSplits` when they lie in more than one role, `acrossClasses` in more than one class. */
  readonly duplicates: {
    readonly images: number
    readonly acrossSplits: number
    readonly acrossClasses: number
    /** At most 20 groups, each with at most 10 source names. */
    readonly examples: readonly (readonly string[])[]
  }
  /** How roles came about, as a sentence ("val/ folder", "training images halved, stratified, seed 0"). */
  readonly split: string
  readonly seconds: number
  readonly imagesPerSecond: number
  readonly peakMemoryBytes: number
}

/**
 * meta.json beside images.bin. images.bin holds records in the order the source was read:
 * label (unsigned 16 bits, little-endian) then S*S*3 bytes, rows from the top, channels interleaved.
 */
export interface PackedMeta {
  readonly format: 1
  readonly name: string
  readonly kind: DatasetKind
  readonly imageSize: number
  readonly classes: readonly string[]
  readonly records: number
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  readonly fingerprint: string
  /** Record numbers of each role in a seeded stratified order: any prefix is stratified too. */
  readonly order: Readonly<Record<Role, readonly number[]>>
}
