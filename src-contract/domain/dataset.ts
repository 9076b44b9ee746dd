import type { DatasetKind, Role, StatisticsId, StorageId } from './choices'

/** A data set as imported: images packed once to one size, or an index of them, with the report of the import. */
export interface DatasetRecord {
  readonly id: string
  readonly name: string
  readonly kind: DatasetKind
  /** Folder the images came from; after the import only an indexed set needs it. */
  readonly sourcePath: string
  /** True: the images stay in `sourcePath`, and the home folder holds an index of them. Left out: they are packed. */
  readonly indexed?: true
  /** Side S of the images as they are trained on: S x S x 3, 8 bits. */
  readonly imageSize: number
  readonly classes: readonly string[]
  readonly counts: Readonly<Record<Role, number>>
  /** Per-channel mean and standard deviation (0..255) used to normalise: published values or measured on training images. */
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  /** Which of them the user chose; left out: published ones where the set is CIFAR, else measured. */
  readonly statistics?: StatisticsId
  /** SHA-256 over packed images (indexed: over paths and hashes of the files), labels, class names, roles and their order. */
  readonly fingerprint: string
  /** Bytes of the packed images or the index in the home folder. */
  readonly packedBytes: number
  /** ISO time of the import (UTC). */
  readonly createdAt: string
  readonly report: ImportReport
  /** ISO time at which the user removed it: only its name is kept, for the runs that were trained on it. */
  readonly removedAt?: string
}

/** A file that was not taken, and why. */
export interface RejectedFile {
  readonly path: string
  readonly reason: string
}

/** A record of images.bin begins with its label. */
export const labelBytes = 2

/** Bytes of one record of images.bin: label, then `side` x `side` x 3 pixels. */
export function recordBytes(side: number): number {
  return labelBytes + side * side * 3
}

/** Share of the training images that is held out where nothing else is chosen. */
export const usualFraction = 0.5

/** How many of `images` of one class are held out. Tenths and the like are a little off in binary; whole numbers must not fall short of themselves. */
export function heldOut(images: number, fraction: number): number {
  return Math.floor(images * fraction + 1e-9)
}

/** Rejected files that a report names; the rest are only counted. */
export const rejectedShown = 1000
/** Pairs of equal images that a report names. */
export const duplicatesShown = 100

/** How training images without a validation folder are divided. */
export interface SplitChoice {
  /** Share of each class that is held out, above 0 and below 1. Null: half, or the source's own validation folder. */
  readonly validFraction: number | null
  /** Decides which images are held out, and the order whose prefixes `--train-images` takes. Never a run's seed. */
  readonly seed: number
}

export const defaultSplit: SplitChoice = { validFraction: null, seed: 0 }

/** Where one of two equal images lies. */
export interface DuplicatePlace {
  /** File, or file and record. */
  readonly path: string
  /** After the split, where there was one: half of the training images may have become valid. */
  readonly role: Role
  readonly class: string
}

/** Images with equal bytes (scan) or equal packed pixels (import); an image may count in several of the figures. */
export interface Duplicates {
  /** Images that have at least one equal. */
  readonly images: number
  /** Images with an equal in the same role. */
  readonly withinSplits: number
  /** Images with an equal in another role. */
  readonly acrossSplits: number
  /** Images with an equal in another class. */
  readonly acrossClasses: number
  /** The first of each group with each of its equals, at most `duplicatesShown` in all. */
  readonly pairs: readonly (readonly [DuplicatePlace, DuplicatePlace])[]
}

/** What was met in a folder, scanned or imported. seen = accepted + rejectedCount + ignored, always. */
export interface SourceReport {
  readonly seen: number
  readonly accepted: number
  readonly ignored: number
  readonly rejectedCount: number
  /** The first `rejectedShown` of them. */
  readonly rejected: readonly RejectedFile[]
  /** Sentences about things that were accepted but deserve a look. */
  readonly warnings: readonly string[]
  /** Images per class, by class name, for each role that the source has (before the split). */
  readonly perClass: Readonly<Record<string, Readonly<Partial<Record<Role, number>>>>>
  /** Source sizes as "WIDTHxHEIGHT" with their number, most frequent first, at most 20. */
  readonly sizes: readonly { readonly size: string; readonly images: number }[]
  readonly duplicates: Duplicates
  readonly seconds: number
  readonly peakMemoryBytes: number
}

export interface ImportReport extends SourceReport {
  /** How roles came about, as a sentence ("val/ folder", "training images halved, stratified, seed 0"). */
  readonly split: string
  readonly imagesPerSecond: number
}

/** A small picture of an image: PNG, at most 64 pixels wide and high. */
export interface Thumbnail {
  readonly class: string
  readonly pngBase64: string
}

/** What a folder would become, found without importing anything. Undecodable pixels only show at the import. */
export interface ScanReport extends SourceReport {
  readonly sourcePath: string
  readonly kind: DatasetKind
  readonly classes: readonly string[]
  /** Images of each role of the source, before the split. */
  readonly counts: Readonly<Record<Role, number>>
  /** Least and largest width and height in pixels, each on its own. */
  readonly smallest: { readonly width: number; readonly height: number }
  readonly largest: { readonly width: number; readonly height: number }
  /** Number of different sizes; `sizes` names the first 20. */
  readonly differentSizes: number
  readonly suggestedName: string
  readonly suggestedImageSize: number
  readonly suggestedStorage: StorageId
  /** Disk that the packed images take at the suggested size, or the index of them. */
  readonly estimatedBytes: number
  readonly indexBytes: number
  /** At most 24, each class in turn. */
  readonly thumbnails: readonly Thumbnail[]
}

/** Whether a source folder is still what was imported, by path, size and time of change of each file. */
export interface SourceChange {
  /** `unknown`: the data set was packed before sources were remembered. `missing`: the folder is gone or cannot be read. */
  readonly state: 'unchanged' | 'changed' | 'missing' | 'unknown'
  /** Files. */
  readonly added: number
  readonly removed: number
  readonly modified: number
}

/** What every meta.json of an imported set says, however its images are kept. */
interface ImportedMeta {
  readonly format: 1
  /** As it was called at the import; the history holds the name of today. */
  readonly name: string
  readonly kind: DatasetKind
  readonly imageSize: number
  readonly classes: readonly string[]
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
  /** The user's choice, where there was one; part of the fingerprint then. */
  readonly statistics?: StatisticsId | undefined
  readonly fingerprint: string
}

/**
 * meta.json beside images.bin. images.bin holds records in the order the source was read:
 * label (unsigned 16 bits, little-endian) then S*S*3 bytes, rows from the top, channels interleaved.
 */
export interface PackedMeta extends ImportedMeta {
  readonly records: number
  /** SHA-256 over images.bin; part of the fingerprint. Absent in sets packed before it was kept. */
  readonly contentSha256?: string | undefined
  /** Record numbers of each role in a seeded stratified order: any prefix is stratified too. */
  readonly order: Readonly<Record<Role, readonly number[]>>
}

/**
 * meta.json of an indexed set, beside index.bin, whose sections follow each other, all numbers little-endian: first 8
 * bytes of the SHA-1 of each file; where its path begins in the last section, and where the last path ends (unsigned 32
 * bits each); record numbers in the order of roles as in PackedMeta, train, valid, test (32 bits); labels (16 bits);
 * paths relative to `sourcePath` in UTF-8, one after another.
 */
export interface IndexedMeta extends ImportedMeta {
  readonly storage: 'indexed'
  readonly sourcePath: string
  readonly counts: Readonly<Record<Role, number>>
  /** SHA-256 over index.bin; part of the fingerprint. */
  readonly indexSha256: string
  /** Small pictures of the first training images in preview.bin, which is laid out as images.bin. */
  readonly preview: { readonly side: number; readonly records: number }
}
