/** Takes the history for this process: lock first, then checks, settings and schema. */
import { StudioError } from '../../src-contract/errors'
import { applicationId, damaged } from './inspect-file'
import { migrate, schemaVersion, type Migration } from './migrate'
import { isBusy, openConnection, translated, type Connection } from './sqlite'

/** Null while another process holds the lock. */
export function takeLock(path: string): Connection | null {
  const db = translated(path, () => openConnection(path))
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    // SQLite takes the lock with the first transaction and, in this mode, keeps it until the connection or process ends.
    db.exec('BEGIN EXCLUSIVE; COMMIT')
    return db
  } catch (error) {
    db.close()
    if (isBusy(error)) return null
    return translated(path, () => {
      throw error
    })
  }
}

/** Checks and prepares a file whose lock we hold; closes it on failure. */
export function prepare(db: Connection, path: string, steps: readonly Migration[]): void {
  refusing(path, () => {
    // No view or trigger of a crafted file may call functions with side effects. (better-sqlite3 itself sets DEFENSIVE.)
    db.pragma('trusted_schema = OFF')
    db.pragma('foreign_keys = ON')
    db.pragma('cell_size_check = ON')
    identify(db, path)
    if (schemaVersion(db) > steps.length) {
      // A newer version had it between our look at the file and our lock.
      throw new StudioError('history-newer', `The history ${path} was just written by a newer version of Supernet Studio: try again to look at it, or use that version.`)
    }
    refuseForeignSchema(db, path)
    setting(db, 'journal_mode', 'WAL', 'wal')
    setting(db, 'synchronous', 'FULL', 2)
    db.pragma('journal_size_limit = 16777216')
    // 64 MiB: a table of 10,000 runs is read from memory the second time.
    db.pragma('cache_size = -65536')
    checkPages(db, path)
    migrate(db, steps)
  })
}

/** Before the history is open, a statement of ours that fails has met a schema that is not ours: that is damage too. */
function refusing(path: string, work: () => void): void {
  try {
    translated(path, work)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'internal') throw error
    throw damaged(path, 'cannot be read', error)
  }
}

function identify(db: Connection, path: string): void {
  const application = Number(db.pragma('application_id', { simple: true }))
  if (application === applicationId) return
  const objects = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  if (application !== 0 || objects !== 0) throw damaged(path, 'was made by another program')
  // Before WAL mode, so that the main file never exists without its id.
  db.pragma(`application_id = ${applicationId}`)
}

/** We make no views and no triggers: one in the file was put there, and it would run with our statements. */
function refuseForeignSchema(db: Connection, path: string): void {
  const foreign = db.prepare<[], { type: string; name: string }>("SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger')").get()
  if (foreign !== undefined) throw damaged(path, `holds a ${foreign.type} "${foreign.name}" that Supernet Studio did not make`)
}

/** Checking takes about 5 ms per megabyte: up to here it is not felt. */
const checkedBytes = 256 * 2 ** 20

/** SQLite finds a cut or overwritten page only when it happens to read it; better now than in the middle of a run. */
function checkPages(db: Connection, path: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }))
  if (pages * Number(db.pragma('page_size', { simple: true })) > checkedBytes) return
  const finding = db.pragma('quick_check(1)', { simple: true })
  if (finding !== 'ok') throw damaged(path, `fails its page check (${String(finding)})`)
}

/** A setting SQLite can silently decline (WAL on some network disks). */
function setting(db: Connection, name: string, value: string, expected: string | number): void {
  db.pragma(`${name} = ${value}`)
  const found = db.pragma(name, { simple: true })
  if (found !== expected) {
    throw new StudioError('disk-failed', `The disk of the history does not allow ${name} = ${value} (it stayed ${String(found)}): choose a folder on a local disk with --home.`)
  }
}
