import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { PackedMeta } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'

export const imagesFile = 'images.bin'
export const metaFile = 'meta.json'
export const labelBytes = 2

/** Bytes of one record: label, then S x S x 3 pixels. */
export function recordBytes(imageSize: number): number {
  return labelBytes + imageSize * imageSize * 3
}

/** An imported data set, read at offsets; the system's page cache keeps what is used. */
export interface PackedDataset {
  readonly meta: PackedMeta
  /** Label and pixels (S*S*3) of a record; the buffer is used again at the next call. */
  read(record: number): { readonly label: number; readonly pixels: Uint8Array }
  close(): void
}

export function openPackedDataset(folder: string): PackedDataset {
  const fail = (reason: string, cause?: unknown): never => {
    throw new StudioError('dataset-changed', `The imported data set in ${folder} ${reason}. Remove it and import it again.`, cause)
  }
  let meta: PackedMeta
  let file: number
  try {
    meta = JSON.parse(readFileSync(join(folder, metaFile), 'utf8')) as PackedMeta
    file = openSync(join(folder, imagesFile), 'r')
  } catch (error) {
    return fail('cannot be read', error)
  }
  const size = recordBytes(meta.imageSize)
  const found = fstatSync(file).size
  if (found !== size * meta.records) {
    closeSync(file)
    return fail(`has ${found} instead of ${size * meta.records} bytes of images`)
  }
  const buffer = Buffer.alloc(size)
  return {
    meta,
    read: (record) => {
      if (readSync(file, buffer, 0, size, record * size) !== size) fail(`became shorter: record ${record} is missing`)
      return { label: buffer.readUInt16LE(0), pixels: buffer.subarray(labelBytes) }
    },
    close: () => closeSync(file),
  }
}
