import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RejectedFile } from '../../src-contract/domain/dataset'
import { toSquare } from '../tensor/decode-image'
import { reasonOf } from './formats/walk-folder'
import { imagesFile, labelBytes, recordBytes } from './packed-dataset'
import type { SourceImage } from './source'

/** Writes records one after another; what was taken, in order, stands in `images` and `hashes`. */
export class Packer {
  readonly images: SourceImage[] = []
  /** Hash of each taken image's decoded pixels. */
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
      const raw = image.load()
      record = Buffer.alloc(recordBytes(this.side))
      record.writeUInt16LE(image.label, 0)
      record.set(toSquare(raw, this.side), labelBytes)
      this.hashes.push(createHash('sha1').update(`${raw.width}x${raw.height}x${raw.channels} `).update(raw.pixels).digest('base64'))
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
