import type { RankingConfig, RankingRecord, RankingRow, RankingSummary } from '../../../src-contract/domain/ranking'
import type { RankingEntries, RankingEntriesRequest, RankingScatter } from '../../../src-contract/domain/ranking-view'
import type { LiveScore } from '../../../src-contract/worker-protocol'
import { StudioError } from '../../../src-contract/errors'
import { findOne } from '../find-one'
import type { NewRanking, RankingEnd } from '../history-api'
import { finite } from '../ranking-pack'
import { rankingTables } from './ranking-tables'
import type { Connection } from '../sqlite'

export interface RankingPage {
  readonly rows: readonly RankingRow[]
  /** Position after which to go on; null: that was the last page. */
  readonly next: number | null
}

interface RecordRow {
  readonly number: number
  readonly id: string
  readonly runId: string
  readonly state: RankingRecord['state']
  readonly config: string
  readonly checkpoint_step: number
  readonly asked_step: number
  readonly created_at: string
  readonly seconds: number
  readonly summary: string | null
  readonly error_code: string | null
  readonly error_message: string | null
}

export const pageRows = 1000

const select = `SELECT * FROM (SELECT rankings.number, rankings.id, runs.id AS runId, rankings.run, rankings.state, rankings.config,
  rankings.checkpoint_step, rankings.asked_step, rankings.created_at, rankings.seconds, rankings.summary, rankings.error_code, rankings.error_message FROM rankings JOIN runs ON runs.number = rankings.run)`

export function rankingTable(db: Connection) {
  const find = findOne((where) => db.prepare<[string], RecordRow>(`${select} ${where}`), { byName: false, missing: 'run-missing', noun: 'ranking' })
  const ofRun = db.prepare<[number], RecordRow>(`${select} WHERE run = ? ORDER BY number`)
  // Going on with a stopped ranking: what it is made of must not have changed, or old and new scores would be mixed.
  const insert = db.prepare<[string, number, string, number, number, string]>(
    `INSERT INTO rankings (id, run, state, config, checkpoint_step, asked_step, created_at) VALUES (?, ?, 'running', ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = 'running', error_code = NULL, error_message = NULL
     WHERE run = excluded.run AND config = excluded.config AND asked_step = excluded.asked_step`,
  )
  const putScore = db.prepare<[number, string, number, number]>(
    'INSERT INTO ranking_scores (ranking, live_key, accuracy, loss) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const scores = db.prepare<[number], LiveScore>(
    'SELECT live_key AS liveKey, accuracy, loss FROM ranking_scores WHERE ranking = ? ORDER BY live_key',
  )
  const begin = db.prepare<[number, number, number]>('UPDATE rankings SET checkpoint_step = ?, asked_step = max(asked_step, ?) WHERE number = ?')
  const forgetAsked = db.prepare<[number, number]>('UPDATE rankings SET asked_step = checkpoint_step WHERE run = ? AND asked_step > ?')
  const stepOf = db.prepare<[number], { step: number }>('SELECT checkpoint_step AS step FROM rankings WHERE number = ?')
  const removeScores = db.prepare<[number]>('DELETE FROM ranking_scores WHERE ranking = ?')
  const spend = db.prepare<[number, number]>('UPDATE rankings SET seconds = seconds + ? WHERE number = ?')
  const end = db.prepare<[string, string | null, string | null, string | null, number]>('UPDATE rankings SET state = ?, summary = ?, error_code = ?, error_message = ? WHERE number = ?')
  const runOf = db.prepare<[number], { run: number }>('SELECT run FROM rankings WHERE number = ?')
  const tables = rankingTables(db)
  const abandon = db.prepare<[]>("UPDATE rankings SET state = 'interrupted' WHERE state = 'running'")
  return {
    ofRun: (run: number): readonly RankingRecord[] => ofRun.all(run).map(record),
    numberOf: (id: string): number => find(id).number,
    add(run: number, ranking: NewRanking): void {
      const { changes } = insert.run(ranking.id, run, JSON.stringify(ranking.config), ranking.checkpointStep, ranking.checkpointStep, new Date().toISOString())
      if (changes === 0) throw new StudioError('config-invalid', `Ranking ${ranking.id} was begun with other settings: start a new one.`)
    },
    start(ranking: number, step: number): void {
      if (stepOf.get(ranking)?.step === step) return
      removeScores.run(ranking)
      begin.run(step, step, ranking)
    },
    /** The run goes on from `step`: checkpoints of later steps will be new ones, and nobody has asked for those. */
    forgetAskedAfter(run: number, step: number): void {
      forgetAsked.run(run, step)
    },
    addScores(ranking: number, added: readonly LiveScore[], seconds: number): void {
      for (const score of added) putScore.run(ranking, score.liveKey, finite(score.accuracy), finite(score.loss))
      spend.run(seconds, ranking)
    },
    scores: (ranking: number): readonly LiveScore[] => scores.all(ranking),
    /** Returns the run it is of. */
    end(ranking: number, how: RankingEnd): number {
      end.run(how.state, how.summary === null ? null : JSON.stringify(how.summary), how.error?.code ?? null, how.error?.message ?? null, ranking)
      spend.run(how.seconds, ranking)
      tables.put(ranking, how.rows)
      // The table has them all now.
      if (how.rows !== null) removeScores.run(ranking)
      return runOf.get(ranking)?.run ?? 0
    },
    page(ranking: number, after: number | null): RankingPage {
      const from = after === null ? 0 : after + 1
      const rows = tables.rows(ranking, from, pageRows)
      return { rows, next: rows.length < pageRows ? null : from + rows.length - 1 }
    },
    entries: (ranking: number, request: Omit<RankingEntriesRequest, 'rankingId'>): RankingEntries => tables.entries(ranking, request),
    scatter: (ranking: number): RankingScatter => tables.scatter(ranking),
    abandonUnfinished(): void {
      abandon.run()
    },
  }
}

function record(row: RecordRow): RankingRecord {
  return {
    id: row.id,
    runId: row.runId,
    state: row.state,
    config: JSON.parse(row.config) as RankingConfig,
    checkpointStep: row.checkpoint_step,
    askedStep: row.asked_step,
    createdAt: row.created_at,
    seconds: row.seconds,
    summary: row.summary === null ? null : (JSON.parse(row.summary) as RankingSummary),
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }
}
