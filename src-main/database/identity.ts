import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemErrorCode } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import type { HomeFolder } from '../system/home-folder'
import { damaged } from './inspect-file'
import type { Connection } from './sqlite'

/**
 * Each history has an id of its own, which also stands in a file beside it. A log (-wal) of another history passes
 * SQLite's checksums, and its pages can even fit; then the two ids differ.
 */
export function checkIdentity(db: Connection, home: HomeFolder): void {
  const id = db.prepare<[], { id: string }>('SELECT id FROM identity').get()?.id
  if (id === undefined) throw damaged(home.historyFile, 'has lost its id')
  const known = readId(idFile(home))
  if (known === null) writeId(home, id)
  else if (known !== id) throw damaged(home.historyFile, 'holds pages of another history')
}

/** For a history that was restored, possibly with a new id. */
export function writeIdentity(db: Connection, home: HomeFolder): void {
  writeId(home, db.prepare<[], { id: string }>('SELECT id FROM identity').get()?.id ?? '')
}

/** True where there is or was a history. */
export function hasIdentity(home: HomeFolder): boolean {
  return existsSync(idFile(home))
}

function idFile(home: HomeFolder): string {
  return join(home.runtime, 'history-id')
}

function writeId(home: HomeFolder, id: string): void {
  try {
    writeFileSync(idFile(home), id, { mode: 0o600 })
  } catch (error) {
    throw diskError(error, `${idFile(home)} cannot be written`)
  }
}

function readId(path: string): string | null {
  try {
    const id = readFileSync(path, 'utf8')
    // Torn by a crash: then the history itself says it.
    return /^[0-9a-f]{32}$/.test(id) ? id : null
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw diskError(error, `${path} cannot be read`)
  }
}
