/**
 * What lies at the history's path, before SQLite is let near it: SQLite would take a text file's word that it is no
 * database, but would also delete a log beside an empty file and write to a file of a newer version.
 */
import { accessSync, chmodSync, closeSync, constants, openSync, readSync, statSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { StudioError, systemErrorCode } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { damagedAdvice } from './sqlite'
import { versionInLog } from './wal-version'

/** "SNST": written into the file's header, so that another program's database is never taken for a history. */
export const applicationId = 0x534e5354

export type HistoryFile =
  | { readonly kind: 'new' }
  | { readonly kind: 'ours'; readonly version: number }
  /** Written by a version that knows more; only to be looked at. */
  | { readonly kind: 'newer'; readonly version: number }

const headerBytes = 100

export function inspectHistoryFile(path: string, newestVersion: number): HistoryFile {
  const stats = statOf(path)
  if (stats === null || stats.size === 0) {
    if ((statOf(`${path}-wal`)?.size ?? 0) > 0) {
      throw damaged(path, 'is empty, but the log of the lost file lies beside it')
    }
    requireWritable(dirname(path))
    if (stats !== null) requireWritable(path)
    return { kind: 'new' }
  }
  if (!stats.isFile()) throw damaged(path, `is ${stats.isDirectory() ? 'a folder' : 'no regular file'}, not a file`)
  const header = readHeader(path)
  if (header.length < headerBytes || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw damaged(path, 'is not a database')
  }
  refuseCutFile(path, header, stats.size)
  // 1: rollback journal, 2: WAL. SQLite takes a higher number for a file that may only be read.
  if ([header[18], header[19]].some((format) => format !== 1 && format !== 2)) throw damaged(path, 'has a damaged header')
  const version = Math.max(header.readInt32BE(60), versionInLog(`${path}-wal`) ?? 0)
  const application = header.readUInt32BE(68)
  // A crash while the file was made can leave a header without an id; its journal then undoes it.
  const halfMade = application === 0 && version === 0
  if (application !== applicationId && !halfMade) throw damaged(path, 'was made by another program')
  if (version > newestVersion) return { kind: 'newer', version }
  requireWritable(dirname(path))
  requireWritable(path)
  return { kind: 'ours', version }
}

/** The header tells how long the file is, unless a log beside it has pages that are to be added. */
function refuseCutFile(path: string, header: Buffer, size: number): void {
  if ((statOf(`${path}-wal`)?.size ?? 0) > 0 || (statOf(`${path}-journal`)?.size ?? 0) > 0) return
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  if (header.readUInt32BE(28) * pageSize > size) throw damaged(path, 'is shorter than it should be')
}

/** Makes the file where there is none, so that it never exists with a mode that others can read. */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  } catch (error) {
    throw diskError(error, `The history ${path} cannot be made`)
  }
}

/** Device and inode: two paths to one file are one history. Null where there is none. */
export function fileIdentity(path: string): string | null {
  const stats = statOf(path)
  return stats === null ? null : `${stats.dev}:${stats.ino}`
}

export function damaged(path: string, how: string, cause?: unknown): StudioError {
  return new StudioError('history-damaged', `The history ${path} ${how}; it ${damagedAdvice()}.`, cause)
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw diskError(error, `The history ${path} cannot be looked at`)
  }
}

function requireWritable(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw diskError(error, `${path} of the history cannot be written`)
  }
}

function readHeader(path: string): Buffer {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw diskError(error, `The history ${path} cannot be read`)
  }
  try {
    const header = Buffer.alloc(headerBytes)
    return header.subarray(0, readSync(file, header, 0, headerBytes, 0))
  } catch (error) {
    throw diskError(error, `The history ${path} cannot be read`)
  } finally {
    closeSync(file)
  }
}
