import type { RankingConfig, RankingRecord, RankingRow, RankingSummary } from '../../../src-contract/domain/ranking'
import type { LiveScore } from '../../../src-contract/worker-protocol'
import { StudioError } from '../../../src-contract/errors'
import { findOne } from '../find-one'
import type { NewRanking, RankingEnd } from '../history-api'
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
  readonly created_at: string
  readonly summary: string | null
}

const pageRows = 1000

const select = `SELECT * FROM (SELECT rankings.number, rankings.id, runs.id AS runId, rankings.run, rankings.state, rankings.config,
  rankings.checkpoint_step, rankings.created_at, rankings.summary FROM rankings JOIN runs ON runs.number = rankings.run)`

export function rankingTable(db: Connection) {
  const find = findOne((where) => db.prepare<[string], RecordRow>(`${select} ${where}`), { byName: false, missing: 'run-missing', noun: 'ranking' })
  const ofRun = db.prepare<[number], RecordRow>(`${select} WHERE run = ? ORDER BY number`)
  // Going on with a stopped ranking: what it is made of must not have changed, or old and new scores would be mixed.
  const insert = db.prepare<[string, number, string, number, string]>(
    `INSERT INTO rankings (id, run, state, config, checkpoint_step, created_at) VALUES (?, ?, 'running', ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = 'running'
     WHERE run = excluded.run AND config = excluded.config AND checkpoint_step = excluded.checkpoint_step`,
  )
  const putScore = db.prepare<[number, string, number, number]>(
    'INSERT INTO ranking_scores (ranking, live_key, accuracy, loss) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const scores = db.prepare<[number], LiveScore>(
    'SELECT live_key AS liveKey, accuracy, loss FROM ranking_scores WHERE ranking = ? ORDER BY live_key',
  )
  const end = db.prepare<[string, string | null, number]>('UPDATE rankings SET state = ?, summary = ? WHERE number = ?')
  const removeRows = db.prepare<[number]>('DELETE FROM ranking_rows WHERE ranking = ?')
  const insertRow = db.prepare<[number, number, number, string, number, number, number, number, string | null]>(
    `INSERT INTO ranking_rows (ranking, position, architecture_index, architecture, parameters, multiply_adds, accuracy, loss, truth)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const page = db.prepare<[number, number, number], Omit<RankingRow, 'truth'> & { position: number; truth: string | null }>(
    `SELECT position, architecture_index AS "index", architecture, parameters, multiply_adds AS multiplyAdds, accuracy, loss, truth
     FROM ranking_rows WHERE ranking = ? AND position > ? ORDER BY position LIMIT ?`,
  )
  const abandon = db.prepare<[]>("UPDATE rankings SET state = 'interrupted' WHERE state = 'running'")
  return {
    ofRun: (run: number): readonly RankingRecord[] => ofRun.all(run).map(record),
    numberOf: (id: string): number => find(id).number,
    add(run: number, ranking: NewRanking): void {
      const { changes } = insert.run(ranking.id, run, JSON.stringify(ranking.config), ranking.checkpointStep, new Date().toISOString())
      if (changes === 0) throw new StudioError('config-invalid', `Ranking ${ranking.id} was begun with other settings: start a new one.`)
    },
    addScores(ranking: number, added: readonly LiveScore[]): void {
      for (const score of added) putScore.run(ranking, score.liveKey, finite(score.accuracy), finite(score.loss))
    },
    scores: (ranking: number): readonly LiveScore[] => scores.all(ranking),
    end(ranking: number, how: RankingEnd): void {
      end.run(how.state, how.summary === null ? null : JSON.stringify(how.summary), ranking)
      removeRows.run(ranking)
      for (const [position, row] of (how.rows ?? []).entries()) {
        const numbers = [row.parameters, row.multiplyAdds, finite(row.accuracy), finite(row.loss)] as const
        insertRow.run(ranking, position, row.index, row.architecture, ...numbers, row.truth === null ? null : JSON.stringify(row.truth))
      }
    },
    page(ranking: number, after: number | null): RankingPage {
      const found = page.all(ranking, after ?? -1, pageRows)
      const rows = found.map(({ index, architecture, parameters, multiplyAdds, accuracy, loss, truth }) => {
        const parsed = truth === null ? null : (JSON.parse(truth) as RankingRow['truth'])
        return { index, architecture, parameters, multiplyAdds, accuracy, loss, truth: parsed }
      })
      return { rows, next: found.length < pageRows ? null : (found.at(-1)?.position ?? null) }
    },
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
    createdAt: row.created_at,
    summary: row.summary === null ? null : (JSON.parse(row.summary) as RankingSummary),
  }
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new StudioError('not-a-number', 'A score of the ranking is not a finite number.')
}
