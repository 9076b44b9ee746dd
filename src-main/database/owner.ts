import type { HomeFolder } from '../system/home-folder'
import { startBackups } from './backups'
import { runChecker } from './check-run'
import { checkIdentity } from './identity'
import { migrations } from './migrations/index'
import { prepare } from './own-file'
import type { Opened, OpenedFor } from './opened'
import { askLocally, queriesOf } from './queries'
import { removeOwnerFile, writeOwnerFile } from './socket/owner-file'
import { serve } from './socket/server'
import type { Connection } from './sqlite'
import { checkedTables, type Tables } from './tables/all'
import { bringUpToDate, loggedRuns } from './run-from-log'
import { bringSearchesBack } from './search-from-log'
import { settleFolders } from './trash'
import { sweepImports } from './unfinished-imports'
import { interruptAbandoned, writerOf } from './writer'

/** Makes the history of a file whose lock this connection holds; gives the lock back on failure. */
export async function openAsOwner(folder: HomeFolder, db: Connection, { purpose, place }: OpenedFor, earlier: readonly string[], released: () => void): Promise<Opened> {
  const path = folder.historyFile
  // The lock goes last: until then no other process may put its own socket and owner file in the place of ours.
  const release = (): void => {
    try {
      removeOwnerFile(folder)
    } finally {
      db.close()
      released()
    }
  }
  try {
    writeOwnerFile(folder, place)
    prepare(db, path, migrations)
    checkIdentity(db, folder)
    const tables = checkedTables(db, path)
    const caughtUp = await catchUp(db, tables, folder)
    const underWay = new Set<string>()
    const queries = queriesOf(tables, path, underWay)
    const server = await serve(folder, queries, { place, brief: purpose === 'look' })
    const backups = startBackups(db, folder.backups, path)
    const close = async (): Promise<void> => {
      if (!db.open) return
      await backups.close()
      await server.close()
      release()
    }
    const care = {
      checkRun: runChecker(db, tables, folder),
      backup: () => backups.make(),
      studyUnderWay: (id: string, is: boolean): void => {
        if (is) underWay.add(id)
        else underWay.delete(id)
      },
    }
    const history = writerOf(db, tables, queries, folder, care)
    // A log that a restoration could not take was tried once more just now.
    const notices = [...new Set([...earlier, ...caughtUp])]
    return { open: { access: 'owner', history, notices, close }, ask: askLocally(queries), brief: false }
  } catch (error) {
    release()
    throw error
  }
}

/**
 * After a crash or a lost log of SQLite the run that was under way, and runs the history does not know, can have more
 * in their own logs, and so can searches, of long finished runs too. Folders follow what the history then says.
 */
async function catchUp(db: Connection, tables: Tables, folder: HomeFolder): Promise<string[]> {
  const abandoned = new Set(interruptAbandoned(db, tables, folder.historyFile))
  const known = new Set([...tables.marks.keptIds(), ...tables.marks.deletedIds()])
  const logged = loggedRuns(folder)
  const behind = logged.filter(({ id, inTrash }) => abandoned.has(id) || (!known.has(id) && !inTrash))
  const notices = [...(await bringUpToDate(db, tables, behind)), ...bringSearchesBack(db, tables, logged)]
  const unsettled = settleFolders(folder, tables.marks.deletedIds(), tables.marks.keptIds())
  sweepImports(folder, tables.datasets.has)
  return [...notices, ...unsettled]
}
