import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { labelBytes, recordBytes, type PackedMeta } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { parseMeta, readJson } from './packed-meta'

export const imagesFile = 'images.bin'
export const metaFile = 'meta.json'

/** Up to here all images are hashed when a set is opened: some tenths of a second. */
const hashedBytes = 256e6

/** An imported data set, read at offsets; the system's page cache keeps what is used. */
export interface PackedDataset {
  readonly meta: PackedMeta
  /** Label and pixels (S*S*3) of a record; the buffer is used again at the next call. */
  read(record: number): { readonly label: number; readonly pixels: Uint8Array }
  close(): void
}

/** What a data set's meta.json holds, unchecked; throws 'dataset-changed' where it is no JSON. */
export function readMeta(folder: string): unknown {
  const read = readJson(readable(folder, () => readFileSync(join(folder, metaFile), 'utf8')))
  if ('wrong' in read) throw unusable(folder, `cannot be used: ${metaFile} ${read.wrong}`)
  return read.value
}

/** Opens a packed set whose files are what was imported; throws 'dataset-changed' naming field, size or hash that is off. */
export function openPackedDataset(folder: string, content = readMeta(folder)): PackedDataset {
  const meta = parseMeta(content)
  if ('wrong' in meta) throw unusable(folder, `cannot be used: ${metaFile} ${meta.wrong}`)
  return openPackedFiles(folder, meta)
}

/** Opens the images that belong to a meta.json; throws 'dataset-changed' naming size or hash that is off. */
export function openPackedFiles(folder: string, meta: PackedMeta): PackedDataset {
  const fail = (reason: string): never => {
    throw unusable(folder, reason)
  }
  const file = readable(folder, () => openSync(join(folder, imagesFile), 'r'))
  const size = recordBytes(meta.imageSize)
  try {
    const found = fstatSync(file).size
    if (found !== size * meta.records) fail(`has ${found} instead of ${size * meta.records} bytes of images`)
    if (meta.contentSha256 !== undefined && found <= hashedBytes && readable(folder, () => hashOf(file)) !== meta.contentSha256) {
      fail(`was changed: the bytes of ${imagesFile} are not those that were imported`)
    }
  } catch (error) {
    closeSync(file)
    throw error
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

/** What `work` reads of a data set; throws 'dataset-changed' where the system lets nothing be read. */
export function readable<Value>(folder: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    throw unusable(folder, 'cannot be read', error)
  }
}

/** A data set in the home folder that is not what was imported. */
export function unusable(folder: string, reason: string, cause?: unknown): StudioError {
  return new StudioError('dataset-changed', `The imported data set in ${folder} ${reason}. Remove it and import it again.`, cause)
}

function hashOf(file: number): string {
  const hash = createHash('sha256')
  const portion = Buffer.alloc(1 << 20)
  for (let at = 0, read = -1; read !== 0; at += read) {
    read = readSync(file, portion, 0, portion.length, at)
    hash.update(portion.subarray(0, read))
  }
  return hash.digest('hex')
}
