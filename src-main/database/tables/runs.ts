import type { RunState } from '../../../src-contract/domain/choices'
import type { RunRecord, TrainConfig, Versions } from '../../../src-contract/domain/run'
import { findOne } from '../find-one'
import type { NewRun, RunEnd, RunStart } from '../history-api'
import type { Connection } from '../sqlite'

interface RunRow {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly state: RunState
  readonly config: string
  readonly versions: string
  readonly created_at: string
  readonly ended_at: string | null
  readonly steps: number
  readonly total_steps: number
  readonly final_loss: number | null
  readonly weights_sha256: string | null
  readonly seconds: number
  readonly error_code: string | null
  readonly error_message: string | null
  readonly rows_sha256: string | null
}

const select = `SELECT number, id, name, state, config, versions, created_at, ended_at, steps, total_steps, final_loss,
  weights_sha256, seconds, error_code, error_message, rows_sha256 FROM runs`

export function runTable(db: Connection) {
  const list = db.prepare<[], RunRow>(`${select} ORDER BY number DESC`)
  const find = findOne((where) => db.prepare<[string], RunRow>(`${select} ${where}`), { byName: true, missing: 'run-missing', noun: 'run' })
  const insert = db.prepare<[string, string, string, string, string, number]>(
    "INSERT INTO runs (id, name, state, config, versions, created_at, total_steps) VALUES (?, ?, 'queued', ?, ?, ?, ?)",
  )
  const start = db.prepare<[string, number, number, number, number, number]>(
    `UPDATE runs SET state = 'running', config = ?, total_steps = ?, steps = ?, part_started_ms = ?, recorded_ms = ?, ended_at = NULL,
     final_loss = NULL, weights_sha256 = NULL, error_code = NULL, error_message = NULL, error_cause = NULL, rows_sha256 = NULL
     WHERE number = ?`,
  )
  const grow = db.prepare<[number, number, number]>('UPDATE runs SET steps = steps + ?, recorded_ms = ? WHERE number = ?')
  const end = db.prepare<[string, string, number | null, string | null, number, string | null, string | null, string | null, string | null, number]>(
    `UPDATE runs SET state = ?, ended_at = ?, final_loss = ?, weights_sha256 = ?, seconds = seconds + ?, error_code = ?,
     error_message = ?, error_cause = ?, rows_sha256 = ?, part_started_ms = NULL, recorded_ms = NULL WHERE number = ?`,
  )
  // The part that was under way counts until its last stored row. Clocks can be set back, time trained cannot.
  const abandon = db.prepare<[]>(
    `UPDATE runs SET state = 'interrupted', seconds = seconds + max(0, coalesce(recorded_ms - part_started_ms, 0)) / 1000.0,
     ended_at = coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', recorded_ms / 1000.0, 'unixepoch'), created_at),
     part_started_ms = NULL, recorded_ms = NULL WHERE state IN ('queued', 'running', 'paused')`,
  )
  return {
    list: (): readonly RunRecord[] => list.all().map(record),
    get: (idOrName: string): RunRecord => record(find(idOrName)),
    numberOf: (id: string): number => find(id).number,
    storedHash: (id: string): string | null => find(id).rows_sha256,
    add(run: NewRun): void {
      insert.run(run.id, run.name, JSON.stringify(run.config), JSON.stringify(run.versions), new Date().toISOString(), run.totalSteps)
    },
    start(run: number, at: RunStart, storedSteps: number): void {
      const now = Date.now()
      start.run(JSON.stringify(at.config), at.totalSteps, storedSteps, now, now, run)
    },
    grow(run: number, rows: number): void {
      grow.run(rows, Date.now(), run)
    },
    end(run: number, how: RunEnd, rowsSha256: string | null): void {
      const { error } = how
      end.run(
        ...[how.state, new Date().toISOString(), how.finalLoss, how.weightsSha256, how.seconds] as const,
        ...[error?.code ?? null, error?.message ?? null, error?.cause ?? null, rowsSha256, run] as const,
      )
    },
    abandonUnfinished(): void {
      abandon.run()
    },
  }
}

function record(row: RunRow): RunRecord {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    config: JSON.parse(row.config) as TrainConfig,
    versions: JSON.parse(row.versions) as Versions,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    steps: row.steps,
    totalSteps: row.total_steps,
    finalLoss: row.final_loss,
    weightsSha256: row.weights_sha256,
    seconds: row.seconds,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }
}
