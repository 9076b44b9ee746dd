/** Searches that the history does not have are read back from their logs. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import type { SearchCandidate } from '../../src-contract/domain/search'
import { diskError } from '../system/disk-error'
import { searchesFolder } from '../system/home-folder'
import { searchLogEntry, type SearchLogEntry } from '../system/search-log'
import type { LoggedRun } from './run-from-log'
import type { Connection } from './sqlite'
import type { Tables } from './tables/all'

type Started = Extract<SearchLogEntry, { kind: 'started' }>

interface RebuiltSearch extends Started {
  readonly candidates: ReadonlyMap<number, SearchCandidate>
  /** Null: it was cut off. */
  readonly ended: Extract<SearchLogEntry, { kind: 'ended' }> | null
}

/** Returns a sentence for each search that was read back. */
export function bringSearchesBack(db: Connection, { runs, searches }: Tables, logged: readonly LoggedRun[]): string[] {
  return logged.flatMap(({ id, log }) => {
    const folder = searchesFolder(dirname(log))
    if (!existsSync(folder) || runs.stored(id) === null) return []
    return readdirSync(folder).filter((name) => name.endsWith('.jsonl')).flatMap((name) => {
      const rebuilt = rebuild(join(folder, name))
      if (rebuilt === null || rebuilt.search.runId !== id || searches.anyNumberOf(rebuilt.search.id) !== null) return []
      const { search, checkpointStep, candidates, ended } = rebuilt
      // Without gaps: whatever follows a damaged line is found again when the search goes on.
      const whole: SearchCandidate[] = []
      for (let next = candidates.get(0); next !== undefined; next = candidates.get(whole.length)) whole.push(next)
      const isWhole = whole.length === candidates.size
      const state = isWhole && ended !== null ? ended.state : 'interrupted'
      db.transaction(() => {
        searches.add(runs.anyNumberOf(id), { id: search.id, config: search.config, checkpointStep }, search.createdAt)
        const number = searches.anyNumberOf(search.id) ?? 0
        searches.addCandidates(number, whole, whole.at(-1)?.seconds ?? 0)
        searches.end(number, { state, summary: isWhole ? (ended?.summary ?? null) : null, error: null, seconds: 0 })
      }).immediate()
      return [`Search ${search.id} of run ${id} was read back from its log: ${whole.length} architectures, ${state}.`]
    })
  })
}

/** Null where the log does not say which search it is of. */
function rebuild(path: string): RebuiltSearch | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw diskError(error, `The log ${path} of a search cannot be read`)
  }
  let started: Started | null = null
  let ended: RebuiltSearch['ended'] = null
  const candidates = new Map<number, SearchCandidate>()
  for (const entry of text.split('\n').map(parsed)) {
    if (entry?.kind === 'started') {
      if (started?.checkpointStep !== entry.checkpointStep) candidates.clear()
      started = entry
      ended = null
    } else if (entry?.kind === 'candidates') {
      for (const candidate of entry.candidates) candidates.set(candidate.number, candidate)
    } else if (entry?.kind === 'ended') ended = entry
  }
  return started === null ? null : { ...started, candidates, ended }
}

/** Null for a line that a crash tore or that is damaged. */
function parsed(line: string): SearchLogEntry | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // What it held shows as a gap in the candidates.
    return null
  }
  const entry = v.safeParse(searchLogEntry, value)
  return entry.success ? entry.output : null
}
