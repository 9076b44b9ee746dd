import { statSync } from 'node:fs'
import { StudioError } from '../../src-contract/errors'
import { runFolder, type HomeFolder } from '../system/home-folder'
import { moveBack, moveToTrash } from '../system/trash-folder'
import type { HistoryKeeper } from './history-api'
import { translated, type Connection } from './sqlite'
import type { Tables } from './tables/all'
import { failuresOf, removeTrash, trashedIds } from './trash'

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
      const moved: string[] = []
      try {
        // Folders before the commit: one that cannot be moved takes the rows back with it.
        change(() => {
          for (const id of ids) marks.setDeleted(id, now)
          for (const id of ids) if (moveToTrash(runFolder(home, id))) moved.push(id)
        })
      } catch (error) {
        // What cannot be moved back now is by the next emptying or start, since its row is there.
        for (const failure of failuresOf(moved, (id) => moveBack(runFolder(home, id)))) process.emitWarning(failure.message)
        throw error
      }
    },
    undoDelete(ids) {
      change(() => {
        for (const id of ids) marks.setDeleted(id, null)
      })
      // The rows stay, whatever the folders do: marked as deleted once more, they would be gone with the next emptying.
      const [failure] = failuresOf(ids, (id) => moveBack(runFolder(home, id)))
      if (failure !== undefined) throw new StudioError(failure.code, `${failure.message} The run is in the history again; its folder is moved back when the trash is emptied next, or at the next start.`, failure)
    },
    emptyTrash() {
      const gone = change(() => marks.forgetDeleted())
      const kept = new Set(marks.keptIds())
      let folderBytes = 0
      // Also folders that an emptying before this one could not remove, and those of runs that were taken back and could not be moved.
      const [failure] = failuresOf(trashedIds(home), (id) => {
        if (kept.has(id)) moveBack(runFolder(home, id))
        else folderBytes += removeTrash(home, id)
      })
      const historyBytes = translated(path, () => shrink(db, path))
      if (failure !== undefined) throw failure
      return { runs: gone, folderBytes, historyBytes }
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
