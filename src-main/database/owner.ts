import type { HomeFolder } from '../system/home-folder'
import { migrations } from './migrations/index'
import { prepare } from './own-file'
import type { Opened } from './opened'
import { askLocally, queriesOf } from './queries'
import { removeOwnerFile, writeOwnerFile } from './socket/owner-file'
import { serve } from './socket/server'
import type { Connection } from './sqlite'
import { checkedTables } from './tables/all'
import { interruptAbandoned, writerOf } from './writer'

/** Makes the history of a file whose lock this connection holds; gives the lock back on failure. */
export async function openAsOwner(folder: HomeFolder, db: Connection, purpose: 'work' | 'look', released: () => void): Promise<Opened> {
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
    writeOwnerFile(folder)
    prepare(db, path, migrations)
    const tables = checkedTables(db, path)
    interruptAbandoned(db, tables, path)
    const queries = queriesOf(tables, path)
    const server = await serve(folder, queries, purpose === 'look')
    const close = async (): Promise<void> => {
      if (!db.open) return
      await server.close()
      release()
    }
    return { open: { access: 'owner', history: writerOf(db, tables, queries, path), close }, ask: askLocally(queries), brief: false }
  } catch (error) {
    release()
    throw error
  }
}
