/**
 * Copies of the history in `backups/`, made by SQLite itself through the one connection there is: copying the file
 * would give up our lock on it, and could catch it half-written.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { freeBytes } from '../system/free-space'
import { syncPath } from '../system/sync-path'
import { openConnection, sqliteError, type Connection } from './sqlite'

const kept = 3
const everyMs = 30 * 60_000
/** Copied at a time, between two of which the process does other things: about 4 ms. */
const pagesAtOnce = 1000
const namePattern = /^history-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.sqlite$/

export interface Backups {
  /** Resolves when a verified copy of the history as it is now lies in the folder; nothing is made when nothing changed. */
  make(): Promise<void>
  /** Waits for one under way; none is begun after it. */
  close(): Promise<void>
}

export function startBackups(db: Connection, folder: string, path: string): Backups {
  let current: Promise<void> | null = null
  let copiedChanges = changesOf(db)
  const make = (): Promise<void> => {
    // One under way takes in what its own connection writes meanwhile, so joining it misses nothing.
    current ??= copy().finally(() => (current = null))
    return current
  }
  const copy = async (): Promise<void> => {
    const changes = changesOf(db)
    if (changes === copiedChanges) return
    await backUp(db, folder, path)
    copiedChanges = changes
  }
  const timer = setInterval(() => {
    make().catch((error: unknown) => process.emitWarning(error instanceof Error ? error.message : String(error)))
  }, everyMs)
  timer.unref()
  return {
    make,
    async close() {
      clearInterval(timer)
      await current?.catch(() => undefined)
    },
  }
}

function changesOf(db: Connection): number {
  return db.prepare<[], { n: number }>('SELECT total_changes() AS n').get()?.n ?? 0
}

/** Paths of the backups in a folder, newest first; none where there is no such folder. */
export function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => namePattern.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name))
}

async function backUp(db: Connection, folder: string, path: string): Promise<void> {
  const name = nextName(folder)
  const partial = join(folder, `${name}.partial`)
  try {
    refuseWithoutRoom(db, folder)
    await db.backup(partial, { progress: () => pagesAtOnce })
    verify(db, partial)
    syncPath(partial)
    renameSync(partial, join(folder, name))
    syncPath(folder)
    for (const old of backupsIn(folder).slice(kept)) rmSync(old, { force: true })
  } catch (error) {
    throw diskError(sqliteError(error, path), `The history ${path} could not be backed up to ${folder}`)
  } finally {
    for (const left of ['', '-wal', '-shm', '-journal']) rmSync(partial + left, { force: true })
  }
}

/** By its time, but after all that are there, also where the clock was set back: by their names the newest is restored and the oldest removed. */
function nextName(folder: string): string {
  const newest = backupsIn(folder)[0]
  const iso = newest === undefined ? '' : basename(newest).replace(namePattern, '$1-$2-$3T$4:$5:$6.$7Z')
  const time = Math.max(Date.now(), (Date.parse(iso) || 0) + 1)
  return `history-${new Date(time).toISOString().replace(/[-:.]/g, '')}.sqlite`
}

function refuseWithoutRoom(db: Connection, folder: string): void {
  const needed = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
  const free = freeBytes(folder)
  if (needed < free) return
  throw new StudioError('disk-full', `The history was not backed up to ${folder}: ${needed} bytes are needed and ${free} are free. Earlier backups are kept.`)
}

/** A copy that cannot be read, or lacks what the history has, is no backup. */
function verify(db: Connection, path: string): void {
  const copy = openConnection(path)
  try {
    const finding = copy.pragma('integrity_check(1)', { simple: true })
    if (finding !== 'ok') throw new StudioError('disk-failed', `The backup ${path} fails its check (${String(finding)}): check the disk.`)
    if (contentsOf(copy) !== contentsOf(db)) throw new StudioError('disk-failed', `The backup ${path} does not hold what the history holds: check the disk.`)
  } finally {
    copy.close()
  }
}

/** Runs with their hashes, and how many rankings there are. */
function contentsOf(db: Connection): string {
  const runs = db.prepare('SELECT id, steps, rows_sha256, record_sha256 FROM runs ORDER BY number').raw().all()
  const rankings = db.prepare('SELECT count(*), (SELECT count(*) FROM ranking_tables), (SELECT count(*) FROM imported_rankings) FROM rankings').raw().get()
  return JSON.stringify([runs, rankings])
}
