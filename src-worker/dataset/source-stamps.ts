import { hash } from 'node:crypto'
import type { SourceChange } from '../../src-contract/domain/dataset'

export const stampsFile = 'source.stamps'

const halfBytes = 8
const stampBytes = 2 * halfBytes

/**
 * What tells whether a source is still the same without reading it: for each file a hash of its path and one of its
 * size and time of change, 16 bytes together, so that a million files take 16 MB.
 */
export class SourceStamps {
  private bytes = Buffer.alloc(1024 * stampBytes)
  private used = 0

  /** `path` relative to the source; `modified` in milliseconds. */
  add(path: string, size: number, modified: number): void {
    if (this.used === this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(this.bytes.length)])
    this.bytes.set(hash('sha1', path, 'buffer').subarray(0, halfBytes), this.used)
    this.bytes.set(hash('sha1', `${size} ${modified}`, 'buffer').subarray(0, halfBytes), this.used + halfBytes)
    this.used += stampBytes
  }

  /** As stored in `source.stamps`. */
  toBytes(): Buffer {
    return this.bytes.subarray(0, this.used)
  }

  /** How these differ from stored ones; null where those are no stamps. */
  changeSince(stored: Buffer): SourceChange | null {
    if (stored.length % stampBytes !== 0) return null
    const before = stampMap(stored)
    const now = stampMap(this.toBytes())
    let added = 0
    let modified = 0
    for (const [path, stamp] of now) {
      const earlier = before.get(path)
      if (earlier === undefined) added += 1
      else if (earlier !== stamp) modified += 1
    }
    const removed = before.size + added - now.size
    return { state: added + removed + modified === 0 ? 'unchanged' : 'changed', added, removed, modified }
  }
}

function stampMap(bytes: Buffer): Map<bigint, bigint> {
  const map = new Map<bigint, bigint>()
  for (let at = 0; at < bytes.length; at += stampBytes) map.set(bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + halfBytes))
  return map
}
