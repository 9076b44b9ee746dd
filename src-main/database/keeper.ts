import { statSync } from 'node:fs'
import { StudioError } from '../../src-contract/errors'
import { runFolder, type HomeFolder } from '../system/home-folder'
import { moveBack, moveToTrash } from '../system/trash-folder'
import type { HistoryKeeper } from './history-api'
import { translated, type Connection } from './sqlite'
import type { Tables } from './tables/all'
import { removeTrash, trashedIds } from './trash'

/** What a user arranges: marks, saved views, the trash. */
export function keeperOf(db: Connection, { runs, marks, views }: Tables, home: HomeFolder): HistoryKeeper {
  const path = home.historyFile
  const change = <T>(work: () => T): T => translated(path, () => db.transaction(work).immediate())
  return {
    markRuns: (ids, given) =>
      change(() => {
        for (const id of ids) runs.renewSeal(marks.set(id, given))
      }),
    saveView: (view) => change(() => views.put(view)),
    removeView: (id) => change(() => views.remove(id)),
    deleteRuns(ids) {
      const now = new Date().toISOString()
      change(() => {
        for (const id of ids) marks.setDeleted(id, now)
      })
      for (const id of ids) moveToTrash(runFolder(home, id))
    },
    undoDelete(ids) {
      change(() => {
        for (const id of ids) marks.setDeleted(id, null)
      })
      for (const id of ids) moveBack(runFolder(home, id))
    },
    emptyTrash() {
      const gone = change(() => marks.forgetDeleted())
      // Also folders that an emptying before this one could not remove.
      const kept = new Set(marks.deletedIds())
      const folderBytes = trashedIds(home).reduce((sum, id) => sum + (kept.has(id) ? 0 : removeTrash(home, id)), 0)
      return { runs: gone, folderBytes, historyBytes: translated(path, () => shrink(db, path)) }
    },
  }
}

/** Rewriting the file takes seconds for each gigabyte: only where it gives back more than this. */
const worthwhile = { bytes: 2 ** 20, share: 0.1 }

/** Gives freed pages back to the disk; returns by how many bytes the file became smaller. */
function shrink(db: Connection, path: string): number {
  const pragma = (name: string): number => Number(db.pragma(name, { simple: true }))
  const free = pragma('freelist_count')
  if (free * pragma('page_size') < worthwhile.bytes || free < pragma('page_count') * worthwhile.share) return 0
  db.pragma('wal_checkpoint(TRUNCATE)')
  const before = statSync(path).size
  try {
    db.exec('VACUUM')
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    // It needs room for a copy. The pages stay free inside the file and are used first, so nothing is lost.
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL')) throw error
    throw new StudioError('disk-full', `The deleted runs are gone, but the disk is too full to make the history ${path} smaller: free some space and empty the trash again.`, error)
  }
  return before - statSync(path).size
}
