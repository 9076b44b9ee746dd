/**
 * A damaged history: set aside, never deleted, and made anew from the newest good backup and the logs of the runs. All
 * of it is built beside the damaged file first, so that a crash on the way leaves either the damaged file or the new one.
 */
import { copyFileSync, lstatSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import type { HomeFolder } from '../system/home-folder'
import { syncPath } from '../system/sync-path'
import { backupsIn } from './backups'
import { clearDamageMark } from './damage-mark'
import { writeIdentity } from './identity'
import { fileIdentity, inspectHistoryFile, makePrivateFile } from './inspect-file'
import { migrations } from './migrations/index'
import { prepare, takeLock } from './own-file'
import { bringUpToDate, loggedRuns } from './run-from-log'
import { bringSearchesBack } from './search-from-log'
import { openChannel } from './socket/channel'
import { sqliteError, type Connection } from './sqlite'
import { checkedTables } from './tables/all'
import { settleFolders } from './trash'

const parts = ['', '-wal', '-shm', '-journal']

/** True where a history that is missing or empty has left something it could be made from. */
export function canBeRestored(home: HomeFolder): boolean {
  return backupsIn(home.backups).length > 0 || loggedRuns(home).length > 0
}

/**
 * Restores the history, or does nothing (null) when another process has it or is restoring it. Then whoever opens it
 * tries again.
 * @param seen identity of the damaged file, so that one restored meanwhile is not taken for it
 * @returns what was restored, for the user
 */
export async function recoverHistory(home: HomeFolder, damage: StudioError, seen: string | null): Promise<readonly string[] | null> {
  // The kernel frees this lock when we die.
  const turn = takeLock(join(home.runtime, 'recovery.sqlite'))
  if (turn === null) return null
  try {
    const owner = await openChannel(home.socketFile, 1000)
    owner?.close()
    if (owner !== null || fileIdentity(home.historyFile) !== seen) return null
    const restored = await restore(home)
    const moved = setAside(home)
    renameSync(restored.path, home.historyFile)
    syncPath(home.root)
    clearDamageMark(home)
    const aside = moved.length === 0 ? '' : ` What was there lies beside it as ${moved.join(', ')}.`
    return [`${damage.message.replace(/; it is damaged\..*$/, '.')} It was restored from ${restored.source}.${aside}`, ...restored.notices]
  } catch (error) {
    throw diskError(sqliteError(error, home.historyFile), `The damaged history ${home.historyFile} could not be restored`)
  } finally {
    turn.close()
  }
}

interface Restored {
  readonly path: string
  readonly source: string
  readonly notices: readonly string[]
}

async function restore(home: HomeFolder): Promise<Restored> {
  const path = `${home.historyFile}.restoring`
  const notices: string[] = []
  for (const backup of backupsIn(home.backups)) {
    try {
      const logs = await build(home, path, backup)
      return { path, source: `its backup ${basename(backup)} and the logs of the runs`, notices: [...notices, ...logs] }
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'history-damaged') throw error
      notices.push(`The backup ${backup} is damaged too and was passed over.`)
    }
  }
  const logs = await build(home, path, null)
  return { path, source: 'the logs of the runs alone: data sets, rankings and studies are not in them', notices: [...notices, ...logs] }
}

async function build(home: HomeFolder, path: string, backup: string | null): Promise<string[]> {
  for (const part of parts) rmSync(path + part, { force: true })
  if (backup !== null) copyFileSync(backup, path)
  inspectHistoryFile(path, migrations.length)
  makePrivateFile(path)
  const db = takeLock(path)
  if (db === null) throw new StudioError('internal', `The file ${path} is locked.`)
  try {
    prepare(db, path, migrations)
    const tables = checkedTables(db, path)
    const logged = loggedRuns(home)
    const notices = [...(await bringUpToDate(db, tables, logged)), ...bringSearchesBack(db, tables, logged)]
    const unsettled = settleFolders(home, tables.marks.deletedIds(), tables.marks.keptIds())
    writeIdentity(db, home)
    intoOneFile(db)
    return [...notices, ...unsettled]
  } finally {
    db.close()
    for (const part of parts.slice(1)) rmSync(path + part, { force: true })
  }
}

function intoOneFile(db: Connection): void {
  db.pragma('wal_checkpoint(TRUNCATE)')
}

/** Renames the file and what lies beside it; returns the new names. */
function setAside(home: HomeFolder): string[] {
  const mark = `.corrupt-${new Date().toISOString().replace(/[-:.]/g, '')}`
  return parts.flatMap((part) => {
    const path = home.historyFile + part
    // A link that leads nowhere is something too.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return []
    renameSync(path, path + mark)
    return [basename(path + mark)]
  })
}
