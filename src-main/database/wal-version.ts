import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { systemErrorCode } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'

const walHeader = 32
const frameHeader = 24

/**
 * The user_version that a log left by a crash will bring once SQLite reads it, null where it brings none. A newer
 * version may have died right after its migration; then only the log says so, and SQLite would already write to the
 * file to find out. (Layout: "WAL-mode File Format" of SQLite. Frames count when their salts are those of the header,
 * up to the last one that commits.)
 */
export function versionInLog(path: string): number | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw diskError(error, `The log ${path} of the history cannot be read`)
  }
  try {
    const header = Buffer.alloc(walHeader)
    if (readSync(file, header, 0, walHeader, 0) < walHeader) return null
    const pageSize = header.readUInt32BE(8)
    if (pageSize < 512 || pageSize > 65_536) return null
    const size = fstatSync(file).size
    const frame = Buffer.alloc(frameHeader)
    let committed: number | null = null
    let latest: number | null = null
    for (let at = walHeader; at + frameHeader + pageSize <= size; at += frameHeader + pageSize) {
      readSync(file, frame, 0, frameHeader, at)
      if (frame.compare(header, 16, 24, 8, 16) !== 0) break
      if (frame.readUInt32BE(0) === 1) latest = versionAt(file, at + frameHeader)
      if (frame.readUInt32BE(4) !== 0) committed = latest
    }
    return committed
  } catch (error) {
    throw diskError(error, `The log ${path} of the history cannot be read`)
  } finally {
    closeSync(file)
  }
}

function versionAt(file: number, page: number): number {
  const field = Buffer.alloc(4)
  readSync(file, field, 0, 4, page + 60)
  return field.readInt32BE(0)
}
