import { readFileSync } from 'node:fs'
import { roles, type Role } from '../../../src-contract/domain/choices'

export const indexFile = 'index.bin'

const digestBytes = 8
/** Of one record in all sections but that of the paths, which also holds where the last path ends. */
export const bytesBesidePath = digestBytes + 4 + 4 + 2

/** Files of an indexed set: flat arrays and one text, so that a million of them take some 80 MB. */
export interface FileIndex {
  readonly records: number
  /** Record numbers of a role in a seeded stratified order. */
  order(role: Role): Uint32Array
  label(record: number): number
  /** Relative to the source folder. */
  path(record: number): string
  /** First 8 bytes of the SHA-1 of the file as it was indexed. */
  digest(record: number): bigint
}

export interface IndexedFile {
  /** Relative to the source folder. */
  readonly path: string
  readonly label: number
  /** SHA-1 in base64. */
  readonly digest: string
}

/** Bytes of index.bin; see IndexedMeta for their layout. */
export function encodeIndex(files: Iterable<IndexedFile>, records: number, order: Readonly<Record<Role, readonly number[]>>): Buffer {
  const fixed = Buffer.alloc(sections(records).paths)
  const at = sections(records)
  const paths: string[] = []
  let end = 0
  let record = 0
  for (const { path, label, digest } of files) {
    fixed.set(Buffer.from(digest, 'base64').subarray(0, digestBytes), at.digests + digestBytes * record)
    fixed.writeUInt32LE(end, at.begins + 4 * record)
    fixed.writeUInt16LE(label, at.labels + 2 * record)
    end += Buffer.byteLength(path)
    paths.push(path)
    record += 1
  }
  fixed.writeUInt32LE(end, at.begins + 4 * records)
  roles.flatMap((role) => order[role]).forEach((each, position) => fixed.writeUInt32LE(each, at.order + 4 * position))
  return Buffer.concat([fixed, Buffer.from(paths.join(''))])
}

/** The index in a file, or a clause on what is wrong with it. */
export function readIndex(path: string, counts: Readonly<Record<Role, number>>): { readonly bytes: Buffer; readonly index: FileIndex } | { readonly wrong: string } {
  // A copy of its own begins at 0, as arrays of larger numbers must.
  const bytes = Buffer.from(new Uint8Array(readFileSync(path)).buffer)
  const records = counts.train + counts.valid + counts.test
  const at = sections(records)
  if (bytes.length < at.paths || at.paths + bytes.readUInt32LE(at.begins + 4 * records) !== bytes.length) {
    return { wrong: `has ${bytes.length} bytes, which do not fit ${records} files` }
  }
  const digests = new BigUint64Array(bytes.buffer, at.digests, records)
  const begins = new Uint32Array(bytes.buffer, at.begins, records + 1)
  const order = new Uint32Array(bytes.buffer, at.order, records)
  const labels = new Uint16Array(bytes.buffer, at.labels, records)
  const from = { train: 0, valid: counts.train, test: counts.train + counts.valid }
  const index: FileIndex = {
    records,
    order: (role) => order.subarray(from[role], from[role] + counts[role]),
    label: (record) => labels[record] ?? 0,
    path: (record) => bytes.toString('utf8', at.paths + (begins[record] ?? 0), at.paths + (begins[record + 1] ?? 0)),
    digest: (record) => digests[record] ?? 0n,
  }
  return { bytes, index }
}

function sections(records: number): Readonly<Record<'digests' | 'begins' | 'order' | 'labels' | 'paths', number>> {
  const begins = digestBytes * records
  const order = begins + 4 * (records + 1)
  const labels = order + 4 * records
  return { digests: 0, begins, order, labels, paths: bytesBesidePath * records + 4 }
}
