/** The only file that imports better-sqlite3: connections, and its errors as StudioErrors. */
import Database from 'better-sqlite3'
import { StudioError, type ErrorCode } from '../../src-contract/errors'

export type Connection = Database.Database

/** A statement with one text to look for. */
export type Lookup<Row> = Database.Statement<[string], Row>

/**
 * `path` must not be ours already: SQLite would open a second connection, which version 3.47.0 does not survive.
 * @param waitMs how long SQLite waits for locks. It stops the event loop: whoever opens the history retries by itself.
 */
export function openConnection(path: string, waitMs = 0): Connection {
  return new Database(path, { timeout: waitMs })
}

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** Whether what was to be stored is at fault, not the file. */
export function isRefusedValue(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')
}

const kinds: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^SQLITE_FULL/, 'disk-full', 'cannot grow because the disk is full: free some space and try again'],
  [/^SQLITE_(BUSY|LOCKED)/, 'history-in-use', 'is in use by another process'],
  [/^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/, 'permission-denied', 'cannot be written: give this user the right to read and write the file and its folder'],
  [/^SQLITE_IOERR/, 'disk-failed', 'cannot be read or written because the disk reported an error: check the disk before going on'],
  [/^SQLITE_(CORRUPT|NOTADB|FORMAT|MISMATCH)/, 'history-damaged', damagedAdvice()],
]

export function damagedAdvice(): string {
  return 'is damaged. Nothing was changed: keep the file, move it (with -wal beside it) to another place and start again, or choose another folder with --home'
}

/** Any error of SQLite as a StudioError that names the file; others pass unchanged. */
export function sqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const kind = kinds.find(([pattern]) => pattern.test(error.code))
  if (kind !== undefined) return new StudioError(kind[1], `The history ${path} ${kind[2]}.`, error)
  return new StudioError('internal', `The history ${path} refused a request (${error.message}).`, error)
}

/** Runs `work` with SQLite's errors translated. */
export function translated<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw sqliteError(error, path)
  }
}
