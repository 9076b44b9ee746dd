import type { CandidateOrigin, SearchCandidate, SearchConfig, SearchRecord, SearchSummary } from '../../../src-contract/domain/search'
import { StudioError } from '../../../src-contract/errors'
import { findOne } from '../find-one'
import type { NewSearch, SearchEnd } from '../history-api'
import type { Connection } from '../sqlite'

export interface CandidatePage {
  readonly rows: readonly SearchCandidate[]
  /** Number after which to go on; null: that was the last page. */
  readonly next: number | null
}

/** What tells whether a log has more. */
export interface StoredSearch extends Pick<SearchRecord, 'state' | 'checkpointStep' | 'candidates'> {
  readonly number: number
}

/** What is kept of an end: not the cause of its error. */
export type StoredEnd = Omit<SearchEnd, 'error'> & Pick<SearchRecord, 'error'>

interface RecordRow {
  readonly number: number
  readonly id: string
  readonly runId: string
  readonly state: SearchRecord['state']
  readonly config: string
  readonly checkpoint_step: number | null
  readonly created_at: string
  readonly seconds: number
  readonly candidates: number
  readonly summary: string | null
  readonly error_code: string | null
  readonly error_message: string | null
}

interface CandidateRow extends Omit<SearchCandidate, 'architecture' | 'truth' | 'origin' | 'multiplyAdds'> {
  readonly origin: CandidateOrigin
  readonly architecture: string
  readonly multiply_adds: number
  readonly cifar10: number | null
  readonly cifar100: number | null
  readonly imagenet16: number | null
}

const pageRows = 1000

const select = `SELECT * FROM (SELECT searches.*, runs.id AS runId, (SELECT count(*) FROM search_candidates WHERE search = searches.number) AS candidates
  FROM searches JOIN runs ON runs.number = searches.run WHERE runs.deleted_at IS NULL)`

export function searchTable(db: Connection) {
  const find = findOne((where) => db.prepare<[string], RecordRow>(`${select} ${where}`), { byName: false, missing: 'search-missing', noun: 'search' })
  const all = db.prepare<[], RecordRow>(`${select} ORDER BY number DESC`)
  const ofId = db.prepare<[string], StoredSearch>(
    'SELECT number, state, checkpoint_step AS checkpointStep, (SELECT count(*) FROM search_candidates WHERE search = searches.number) AS candidates FROM searches WHERE id = ?',
  )
  const insert = db.prepare<[string, number, string, number | null, string]>(
    `INSERT INTO searches (id, run, state, config, checkpoint_step, created_at) VALUES (?, ?, 'running', ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = 'running', error_code = NULL, error_message = NULL WHERE run = excluded.run AND config = excluded.config`,
  )
  const stepOf = db.prepare<[number], { step: number | null }>('SELECT checkpoint_step AS step FROM searches WHERE number = ?')
  const setStep = db.prepare<[number, number]>('UPDATE searches SET checkpoint_step = ? WHERE number = ?')
  const reset = db.prepare<[number | null, number]>('UPDATE searches SET checkpoint_step = ?, seconds = 0 WHERE number = ?')
  const clear = db.prepare<[number]>('DELETE FROM search_candidates WHERE search = ?')
  const put = db.prepare<(number | string | null)[]>(
    `INSERT INTO search_candidates (search, number, generation, origin, architecture, parameters, multiply_adds, latency, accuracy, loss, cifar10, cifar100, imagenet16, seconds)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const spend = db.prepare<[number, number]>('UPDATE searches SET seconds = seconds + ? WHERE number = ?')
  const end = db.prepare<[string, string | null, string | null, string | null, number]>('UPDATE searches SET state = ?, summary = ?, error_code = ?, error_message = ? WHERE number = ?')
  const rows = db.prepare<[number, number, number], CandidateRow>('SELECT * FROM search_candidates WHERE search = ? AND number > ? ORDER BY number LIMIT ?')
  const abandon = db.prepare<[]>("UPDATE searches SET state = 'interrupted' WHERE state = 'running'")
  const remove = db.prepare<[string]>('DELETE FROM searches WHERE id = ?')
  const from = (search: number, after: number, limit: number): SearchCandidate[] => rows.all(search, after, limit).map(candidate)
  const addCandidates = (search: number, added: readonly SearchCandidate[], seconds: number): void => {
    for (const { number, generation, origin, architecture, parameters, multiplyAdds, latency, accuracy, loss, truth, seconds: at } of added) {
      put.run(search, number, generation, origin, architecture.join(), parameters, multiplyAdds, latency, accuracy, loss, truth?.cifar10 ?? null, truth?.cifar100 ?? null, truth?.imagenet16 ?? null, at)
    }
    spend.run(seconds, search)
  }
  const endSearch = (search: number, how: StoredEnd): void => {
    end.run(how.state, how.summary === null ? null : JSON.stringify(how.summary), how.error?.code ?? null, how.error?.message ?? null, search)
    spend.run(how.seconds, search)
  }
  return {
    list: (): readonly SearchRecord[] => all.all().map(record),
    get: (id: string): SearchRecord => record(find(id)),
    numberOf: (id: string): number => find(id).number,
    /** Also of a run in the trash; null where there is none. */
    stored: (id: string): StoredSearch | null => ofId.get(id) ?? null,
    add(run: number, search: NewSearch, createdAt = new Date().toISOString()): void {
      // What a search is made of must not have changed, or old and new scores would be mixed.
      if (insert.run(search.id, run, JSON.stringify(search.config), search.checkpointStep, createdAt).changes > 0) return
      throw new StudioError('config-invalid', `Search ${search.id} was begun with other settings: start a new one.`)
    },
    start(search: number, step: number): void {
      if (stepOf.get(search)?.step === step) return
      clear.run(search)
      setStep.run(step, search)
    },
    addCandidates,
    end: endSearch,
    /** Puts what a log says in the place of what is there. */
    restore(id: string, { checkpointStep, candidates, end: how }: { readonly checkpointStep: number | null; readonly candidates: readonly SearchCandidate[]; readonly end: StoredEnd }): void {
      const search = ofId.get(id)?.number ?? 0
      clear.run(search)
      reset.run(checkpointStep, search)
      addCandidates(search, candidates, 0)
      endSearch(search, how)
    },
    candidates: (search: number): readonly SearchCandidate[] => from(search, -1, -1),
    page(search: number, after: number | null): CandidatePage {
      const page = from(search, after ?? -1, pageRows)
      return { rows: page, next: page.length < pageRows ? null : (page.at(-1)?.number ?? null) }
    },
    abandonUnfinished(): void {
      abandon.run()
    },
    remove(id: string): void {
      remove.run(id)
    },
  }
}

function record(row: RecordRow): SearchRecord {
  const { id, runId, state, config, seconds, candidates, summary } = row
  return {
    id,
    runId,
    state,
    config: JSON.parse(config) as SearchConfig,
    checkpointStep: row.checkpoint_step,
    createdAt: row.created_at,
    seconds,
    candidates,
    summary: summary === null ? null : (JSON.parse(summary) as SearchSummary),
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }
}

function candidate(row: CandidateRow): SearchCandidate {
  const { number, generation, origin, parameters, latency, accuracy, loss, seconds, cifar10, cifar100, imagenet16 } = row
  return {
    number,
    generation,
    origin,
    architecture: row.architecture.split(',').map(Number),
    parameters,
    multiplyAdds: row.multiply_adds,
    latency,
    accuracy,
    loss,
    truth: cifar10 === null || cifar100 === null || imagenet16 === null ? null : { cifar10, cifar100, imagenet16 },
    seconds,
  }
}
