import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { labelBytes, recordBytes } from '../../src-contract/domain/dataset'
import { imagesFile } from './packed-dataset'

/** Writes records one after another. */
export class Packer {
  readonly #content = createHash('sha256')
  readonly #file: number
  readonly #record: Buffer

  constructor(folder: string, side: number, name = imagesFile) {
    this.#file = openSync(join(folder, name), 'wx', 0o600)
    this.#record = Buffer.alloc(recordBytes(side))
  }

  append(label: number, pixels: Uint8Array): void {
    const record = this.#record
    record.writeUInt16LE(label, 0)
    record.set(pixels, labelBytes)
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
