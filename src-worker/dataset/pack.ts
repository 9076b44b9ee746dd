import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RejectedFile } from '../../src-contract/domain/dataset'
import { reasonOf } from './formats/walk-folder'
import { imagesFile, labelBytes, recordBytes } from './packed-dataset'
import type { SourceImage } from './source'

/** Writes records one after another; what was taken, in order, stands in `images` and `hashes`. */
export class Packer {
  readonly images: SourceImage[] = []
  /** Remarks on images that were taken, with their number. */
  readonly notes = new Map<string, number>()
  /** Hash of each taken image's packed pixels. */
  readonly hashes: string[] = []
  readonly rejected: RejectedFile[] = []
  readonly #content = createHash('sha256')
  readonly #file: number

  constructor(folder: string, private readonly side: number) {
    this.#file = openSync(join(folder, imagesFile), 'wx', 0o600)
  }

  /** Decodes, resizes and appends one image, or rejects it with its reason. */
  take(image: SourceImage): void {
    let record: Buffer
    try {
      record = Buffer.alloc(recordBytes(this.side))
      record.writeUInt16LE(image.label, 0)
      record.set(image.square(this.side, (clause) => this.notes.set(clause, (this.notes.get(clause) ?? 0) + 1)), labelBytes)
      this.hashes.push(createHash('sha1').update(record.subarray(labelBytes)).digest('base64'))
    } catch (error) {
      this.rejected.push({ path: image.name, reason: reasonOf(error) })
      return
    }
    this.images.push(image)
    this.#content.update(record)
    for (let at = 0; at < record.length; ) at += writeSync(this.#file, record, at)
  }

  /** Makes the records durable and answers the SHA-256 over all of them. */
  finish(): string {
    fsyncSync(this.#file)
    return this.#content.digest('hex')
  }

  close(): void {
    closeSync(this.#file)
  }
}
