import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { labelBytes, recordBytes } from '../../../src-contract/domain/dataset'
import type { ImageRecords } from '../batches'
import type { FileIndex } from '../indexed/index-file'
import type { Pace } from '../pace'
import type { ImageStream } from './image-stream'

/** Images decoded at once. */
const portion = 64

/**
 * Decodes held-out images once into a file without a name, which is gone with whoever reads it, however that ends: a
 * ranking reads each of them hundreds of times.
 * @param path where the file lies meanwhile; its disk must hold all images at the side of the set
 */
export async function decodeHeldOut(index: FileIndex, meta: ImageRecords['meta'], stream: ImageStream, records: Uint32Array, path: string, pace: Pace): Promise<ImageRecords & { close(): void }> {
  const size = recordBytes(meta.imageSize)
  const file = openSync(path, 'w+', 0o600)
  try {
    rmSync(path)
    const target = new SharedArrayBuffer(portion * (size - labelBytes))
    const squares = new Uint8Array(target)
    const record = Buffer.alloc(size)
    await pace.begin('Reading images', 'images', records.length)
    for (let from = 0; from < records.length; from += portion) {
      const slots = Math.min(portion, records.length - from)
      const candidate = (slot: number, attempt: number) => records[(from + slot + attempt) % records.length] ?? 0
      const taken = await stream.load(target, { kind: 'evaluation' }, { slots, candidate, attempts: records.length })
      taken.forEach((number, slot) => {
        record.writeUInt16LE(index.label(number), 0)
        record.set(squares.subarray(slot * (size - labelBytes), (slot + 1) * (size - labelBytes)), labelBytes)
        for (let at = 0; at < size; ) at += writeSync(file, record, at, size - at, (from + slot) * size + at)
      })
      await pace.step(slots)
    }
    await pace.end()
  } catch (error) {
    closeSync(file)
    throw error
  }
  const buffer = Buffer.alloc(size)
  return {
    meta,
    read: (record) => {
      if (readSync(file, buffer, 0, size, record * size) !== size) throw new RangeError(`Held-out image ${record} was not decoded.`)
      return { label: buffer.readUInt16LE(0), pixels: buffer.subarray(labelBytes) }
    },
    close: () => closeSync(file),
  }
}
