/** Brings searches of the history to what their logs say. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { diskError } from '../system/disk-error'
import { searchesFolder } from '../system/home-folder'
import { faultOfLog } from './log-fault'
import { inOrderOfCreation } from './log-order'
import { rebuildSearchFromLog, type RebuiltSearch } from './rebuild-search'
import type { LoggedRun } from './run-from-log'
import type { Connection } from './sqlite'
import type { Tables } from './tables/all'
import type { StoredSearch } from './tables/searches'

const ending = '.jsonl'

interface LoggedSearch {
  readonly id: string
  readonly runId: string
  readonly log: string
}

/** Adds those that the history lost, and those of which it lost something. Returns a sentence for each, and for each folder or log that cannot be read. */
export function bringSearchesBack(db: Connection, tables: Tables, logged: readonly LoggedRun[]): string[] {
  const notices: string[] = []
  const found = logged.flatMap((run) => {
    if (tables.runs.stored(run.id) === null) return []
    const folder = searchesFolder(dirname(run.log))
    try {
      const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : []
      return names.map((name) => ({ id: basename(name, ending), runId: run.id, log: join(folder, name) }))
    } catch (error) {
      notices.push(diskError(error, `The folder ${folder} of the searches of run ${run.id} cannot be read`).message)
      return []
    }
  })
  // Nothing follows the end of a search, and what stood before was stored with it.
  const unfinished = found.filter(({ id }) => tables.searches.stored(id)?.state !== 'finished')
  return [...notices, ...inOrderOfCreation(unfinished).flatMap((search) => bringSearchBack(db, tables, search) ?? [])]
}

function bringSearchBack(db: Connection, { runs, searches }: Tables, { id, runId, log }: LoggedSearch): string | null {
  const stored = searches.stored(id)
  let rebuilt: RebuiltSearch | null
  try {
    rebuilt = rebuildSearchFromLog(log)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  // A log that was put in the place of another one says nothing about that search.
  if (rebuilt === null || rebuilt.search.runId !== runId || rebuilt.search.id !== id) return null
  if (stored !== null && !isAhead(rebuilt, stored)) return null
  const { search, checkpointStep, candidates, end } = rebuilt
  const seconds = end.summary?.seconds ?? candidates.at(-1)?.seconds ?? 0
  try {
    db.transaction(() => {
      if (stored === null) searches.add(runs.anyNumberOf(runId), { id, config: search.config, checkpointStep }, search.createdAt)
      searches.restore(id, { ...rebuilt, end: { ...end, seconds } })
    }).immediate()
  } catch (error) {
    return `Search ${id} of run ${runId} was not read back: what its log ${log} says cannot be stored (${faultOfLog(error, db)}). Keep the log; the other searches are not touched.`
  }
  return `Search ${id} of run ${runId} was read back from its log: ${candidates.length} architectures, ${end.state}.`
}

/** A log is written before the history is: what it has more, the history has lost. */
function isAhead({ candidates, checkpointStep, end, isDamaged }: RebuiltSearch, stored: StoredSearch): boolean {
  // Begun anew, unless the line that says with which checkpoint may be the damaged one.
  if (checkpointStep !== stored.checkpointStep) return !isDamaged
  if (candidates.length !== stored.candidates) return candidates.length > stored.candidates
  // In a backup it may still be running. A search that was stopped in the queue has no end in its log.
  return (stored.state === 'interrupted' || stored.state === 'running') && end.state !== 'interrupted'
}
