/** Reads a search back from its log alone. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { SearchCandidate } from '../../src-contract/domain/search'
import { diskError } from '../system/disk-error'
import { searchLogEntry, type SearchLogEntry } from '../system/search-log'
import type { StoredEnd } from './tables/searches'

type Started = Extract<SearchLogEntry, { kind: 'started' }>
type Ended = Extract<SearchLogEntry, { kind: 'ended' }>

export interface RebuiltSearch extends Pick<Started, 'search' | 'checkpointStep'> {
  /** From number 0, without gaps: whatever is not here is found again when the search goes on. */
  readonly candidates: readonly SearchCandidate[]
  /** Interrupted where it was cut off, or where candidates before its end are missing. */
  readonly end: Omit<StoredEnd, 'seconds'>
  /** A line cannot be read. */
  readonly isDamaged: boolean
}

const cutOff: RebuiltSearch['end'] = { state: 'interrupted', summary: null, error: null }

/** Null where the log does not say which search it is of. */
export function rebuildSearchFromLog(path: string): RebuiltSearch | null {
  let started: Started | null = null
  let ended: Ended | null = null
  let isDamaged = false
  /** After what cannot be read nobody knows which part the next lines belong to, until one says so. */
  let isKnown = false
  const candidates: SearchCandidate[] = []
  // What a crash left behind the last line feed was never stored.
  for (const entry of textOf(path).split('\n').slice(0, -1).map(parsed)) {
    if (entry === null) {
      isDamaged = true
      isKnown = false
    } else if (entry.kind === 'started') {
      if (started?.checkpointStep !== entry.checkpointStep) candidates.length = 0
      started = entry
      ended = null
      isKnown = true
    } else if (isKnown) {
      if (entry.kind === 'ended') ended = entry
      else isKnown = goOn(candidates, entry.candidates)
    }
  }
  if (started === null) return null
  const { search, checkpointStep } = started
  return { search, checkpointStep, candidates, end: isKnown && ended !== null && isWhole(ended, candidates) ? endOf(ended) : cutOff, isDamaged }
}

/** False at a gap. A part that went on from fewer candidates than there are found the later ones anew. */
function goOn(candidates: SearchCandidate[], added: readonly SearchCandidate[]): boolean {
  for (const candidate of added) {
    if (candidate.number > candidates.length) return false
    candidates.length = candidate.number
    candidates.push(candidate)
  }
  return true
}

function isWhole({ summary }: Ended, candidates: readonly SearchCandidate[]): boolean {
  return summary === null || summary.candidates === candidates.length
}

function endOf({ state, summary, error }: Ended): RebuiltSearch['end'] {
  return { state, summary, error }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw diskError(error, `The log ${path} of a search cannot be read`)
  }
}

function parsed(line: string): SearchLogEntry | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Counted by the caller: a damaged line is a finding, not a failure.
    return null
  }
  const entry = v.safeParse(searchLogEntry, value)
  return entry.success ? entry.output : null
}
