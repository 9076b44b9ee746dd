/**
 * A history that a newer version wrote and nobody has open: read from a copy, because SQLite would write beside it
 * (log, lock, and on closing the file itself) even to read.
 */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import type { HomeFolder } from '../system/home-folder'
import type { Opened } from './opened'
import { takeLock } from './own-file'
import { askLocally, queriesOf, readerOver } from './queries'
import { translated, type Connection } from './sqlite'
import { tablesOf, type Tables } from './tables/all'
import { openChannel } from './socket/channel'
import { viewsOf } from './views-of'

/** Null while another process has the history: then it is the one to ask. */
export async function openCopyUnlessOwned(folder: HomeFolder, version: number): Promise<Opened | null> {
  const channel = await openChannel(folder.socketFile, 1000)
  channel?.close()
  if (channel !== null) return null
  const path = folder.historyFile
  const temporary = mkdtempSync(join(tmpdir(), 'supernet-studio-look-'))
  const remove = (): void => rmSync(temporary, { recursive: true, force: true })
  let db: Connection | null = null
  try {
    const copy = join(temporary, 'history.sqlite')
    if (!copyUnchanged(path, copy)) {
      remove()
      return null
    }
    db = takeLock(copy)
    if (db === null) throw new StudioError('internal', `The copy ${copy} is locked.`)
    const connection = db
    connection.pragma('trusted_schema = OFF')
    const tables = readable(connection, path)
    const ask = askLocally(queriesOf(tables, path))
    const warning = `The history ${path} was written by a newer version of Supernet Studio (schema ${version}): it is shown as it is now and cannot be changed.`
    const close = (): Promise<void> => {
      connection.close()
      remove()
      return Promise.resolve()
    }
    return { open: { access: 'read-only', history: { ...readerOver(ask), ...viewsOf(tables, path) }, warning, close }, ask, brief: false }
  } catch (error) {
    db?.close()
    remove()
    throw diskError(error, `The history ${path} of a newer version cannot be copied to ${tmpdir()} to look at it`)
  }
}

/** False when somebody wrote meanwhile, so that file and log may not fit each other. */
function copyUnchanged(path: string, copy: string): boolean {
  const state = (): string => [path, `${path}-wal`].map((file) => (existsSync(file) ? [statSync(file).mtimeMs, statSync(file).size, statSync(file).ino].join() : 'none')).join(' ')
  const before = state()
  copyFileSync(path, copy)
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
  for (const file of [copy, `${copy}-wal`]) if (existsSync(file)) chmodSync(file, 0o600)
  return state() === before
}

function readable(db: Connection, path: string): Tables {
  try {
    return translated(path, () => tablesOf(db))
  } catch (error) {
    throw new StudioError('history-newer', `The history ${path} was written by a newer version of Supernet Studio and cannot be read by this one: use the newer version.`, error)
  }
}
