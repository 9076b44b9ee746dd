/** Brings searches of the history to what their logs say. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { searchesFolder } from '../system/home-folder'
import { rebuildSearchFromLog, type RebuiltSearch } from './rebuild-search'
import type { LoggedRun } from './run-from-log'
import type { Connection } from './sqlite'
import type { Tables } from './tables/all'
import type { StoredSearch } from './tables/searches'

const ending = '.jsonl'

/** Adds those that the history lost, and those of which it lost something. Returns a sentence for each. */
export function bringSearchesBack(db: Connection, { runs, searches }: Tables, logged: readonly LoggedRun[]): string[] {
  return logged.flatMap(({ id, log }) => {
    const folder = searchesFolder(dirname(log))
    if (!existsSync(folder) || runs.stored(id) === null) return []
    return readdirSync(folder).filter((name) => name.endsWith(ending)).flatMap((name) => {
      const stored = searches.stored(basename(name, ending))
      // Nothing follows its end, and what stood before was stored with it.
      if (stored?.state === 'finished') return []
      const rebuilt = rebuildSearchFromLog(join(folder, name))
      // A log that was put in the place of another one says nothing about that search.
      if (rebuilt === null || rebuilt.search.runId !== id || rebuilt.search.id !== basename(name, ending)) return []
      if (stored !== null && !isAhead(rebuilt, stored)) return []
      const { search, checkpointStep, candidates, end } = rebuilt
      db.transaction(() => {
        if (stored === null) searches.add(runs.anyNumberOf(id), { id: search.id, config: search.config, checkpointStep }, search.createdAt)
        searches.restore(search.id, { ...rebuilt, end: { ...end, seconds: end.summary?.seconds ?? candidates.at(-1)?.seconds ?? 0 } })
      }).immediate()
      return [`Search ${search.id} of run ${id} was read back from its log: ${candidates.length} architectures, ${end.state}.`]
    })
  })
}

/** A log is written before the history is: what it has more, the history has lost. */
function isAhead({ candidates, checkpointStep, end, isDamaged }: RebuiltSearch, stored: StoredSearch): boolean {
  // Begun anew, unless the line that says with which checkpoint may be the damaged one.
  if (checkpointStep !== stored.checkpointStep) return !isDamaged
  if (candidates.length !== stored.candidates) return candidates.length > stored.candidates
  // In a backup it may still be running. A search that was stopped in the queue has no end in its log.
  return (stored.state === 'interrupted' || stored.state === 'running') && end.state !== 'interrupted'
}
