import type { RunState } from '../../../src-contract/domain/choices'
import type { RunRecord, TrainConfig, Versions } from '../../../src-contract/domain/run'
import { StudioError } from '../../../src-contract/errors'
import { findOne } from '../find-one'
import type { NewRun, RunEnd, RunStart } from '../history-api'
import { sha256 } from '../ranking-pack'
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
  readonly loss_last: number | null
  readonly weights_sha256: string | null
  readonly seconds: number
  readonly error_code: string | null
  readonly error_message: string | null
  readonly rows_sha256: string | null
  readonly record_sha256: string | null
}

/** Lowest, highest and last loss of the stored rows, all null where there are none. */
export interface LossFigures {
  readonly last: number | null
  readonly min: number | null
  readonly minStep: number | null
  readonly max: number | null
}

/** Of a run under way, with the part that is stored. Clocks can be set back, time trained cannot. */
export const secondsSoFar = '(runs.seconds + max(0, coalesce(runs.recorded_ms - runs.part_started_ms, 0)) / 1000.0)'
const fields = `SELECT number, id, name, state, config, versions, created_at, ended_at, steps, total_steps, final_loss,
  loss_last, weights_sha256, ${secondsSoFar} AS seconds, error_code, error_message, rows_sha256, record_sha256`
const select = `${fields} FROM (SELECT * FROM runs WHERE deleted_at IS NULL) AS runs`

export function runTable(db: Connection) {
  const list = db.prepare<[], RunRow>(`${select} ORDER BY number DESC`)
  const find = findOne((where) => db.prepare<[string], RunRow>(`${select} ${where}`), { byName: true, missing: 'run-missing', noun: 'run' })
  const any = db.prepare<[string], RunRow>(`${fields} FROM runs WHERE id = ?`)
  const restore = db.prepare(
    `UPDATE runs SET name = ?, state = ?, config = ?, settings = jsonb(?), versions = ?, created_at = ?, ended_at = ?, steps = ?,
     total_steps = ?, final_loss = ?, weights_sha256 = ?, seconds = ?, error_code = ?, error_message = ?,
     rows_sha256 = ?, part_started_ms = NULL, recorded_ms = NULL WHERE number = ?`,
  )
  const insert = db.prepare<[string, string, string, string, string, string, number]>(
    "INSERT INTO runs (id, name, state, config, settings, versions, created_at, total_steps) VALUES (?, ?, 'queued', ?, jsonb(?), ?, ?, ?)",
  )
  const sealed = db.prepare<[number], Pick<RunRow, 'name' | 'config' | 'versions' | 'created_at'>>('SELECT name, config, versions, created_at FROM runs WHERE number = ?')
  const seal = db.prepare<[string, number]>('UPDATE runs SET record_sha256 = ? WHERE number = ?')
  const addPath = db.prepare<[string]>('INSERT OR IGNORE INTO setting_paths (path) VALUES (?)')
  const start = db.prepare<[string, string, number, number, number, number, number]>(
    `UPDATE runs SET state = 'running', config = ?, settings = jsonb(?), total_steps = ?, steps = ?, part_started_ms = ?, recorded_ms = ?, ended_at = NULL,
     final_loss = NULL, weights_sha256 = NULL, error_code = NULL, error_message = NULL, error_cause = NULL, rows_sha256 = NULL
     WHERE number = ?`,
  )
  const grow = db.prepare<[number, number, number]>('UPDATE runs SET steps = steps + ?, recorded_ms = ? WHERE number = ?')
  const lossOf = db.prepare<[number], LossFigures>('SELECT loss_last AS last, loss_min AS min, loss_min_step AS minStep, loss_max AS max FROM runs WHERE number = ?')
  const setLoss = db.prepare<[number | null, number | null, number | null, number | null, number]>(
    'UPDATE runs SET loss_last = ?, loss_min = ?, loss_min_step = ?, loss_max = ? WHERE number = ?',
  )
  const setRanked = db.prepare<[number, string | null, number]>('UPDATE runs SET rankings = ?, figures = jsonb(?) WHERE number = ?')
  const setTracked = db.prepare<[string | null, number]>('UPDATE runs SET tracked = jsonb(?) WHERE number = ?')
  const end = db.prepare<[string, string, number | null, string | null, number, string | null, string | null, string | null, string | null, number]>(
    `UPDATE runs SET state = ?, ended_at = ?, final_loss = ?, weights_sha256 = ?, seconds = seconds + ?, error_code = ?,
     error_message = ?, error_cause = ?, rows_sha256 = ?, part_started_ms = NULL, recorded_ms = NULL WHERE number = ?`,
  )
  // The part that was under way counts until its last stored row.
  const abandon = db.prepare<[], { id: string }>(
    `UPDATE runs SET state = 'interrupted', seconds = ${secondsSoFar},
     ended_at = coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', recorded_ms / 1000.0, 'unixepoch'), created_at),
     part_started_ms = NULL, recorded_ms = NULL WHERE state IN ('queued', 'running') RETURNING id`,
  )
  return {
    list: (): readonly RunRecord[] => list.all().map(record),
    get: (idOrName: string): RunRecord => record(find(idOrName)),
    numberOf: (id: string): number => find(id).number,
    storedHash: (id: string): string | null => find(id).rows_sha256,
    /** False when name, configuration or versions are not those that were stored. */
    isIntact(id: string): boolean {
      const row = any.get(id)
      return row !== undefined && (row.record_sha256 === null || row.record_sha256 === sealOf(row))
    },
    /** Also of a run in the trash; null where there is none. */
    stored(id: string): RunRecord | null {
      const row = any.get(id)
      return row === undefined ? null : record(row)
    },
    anyNumberOf(id: string): number {
      const row = any.get(id)
      if (row === undefined) throw new StudioError('run-missing', `There is no run "${id}" in the history.`)
      return row.number
    },
    /** All of a run that is not in other tables. */
    restore(number: number, run: RunRecord, rowsSha256: string | null): void {
      const config = JSON.stringify(run.config)
      restore.run(
        ...[run.name, run.state, config, config, JSON.stringify(run.versions), run.createdAt, run.endedAt, run.steps, run.totalSteps] as const,
        ...[run.finalLoss, run.weightsSha256, run.seconds, run.error?.code ?? null, run.error?.message ?? null, rowsSha256, number] as const,
      )
      renewSeal(number)
      keepPaths(run.config)
    },
    add(run: NewRun, createdAt = new Date().toISOString()): void {
      const config = JSON.stringify(run.config)
      const { lastInsertRowid } = insert.run(run.id, run.name, config, config, JSON.stringify(run.versions), createdAt, run.totalSteps)
      renewSeal(Number(lastInsertRowid))
      keepPaths(run.config)
    },
    renewSeal,
    start(run: number, at: RunStart, storedSteps: number): void {
      const now = Date.now()
      const config = JSON.stringify(at.config)
      start.run(config, config, at.totalSteps, storedSteps, now, now, run)
      renewSeal(run)
      keepPaths(at.config)
    },
    grow(run: number, rows: number): void {
      grow.run(rows, Date.now(), run)
    },
    loss: (run: number): LossFigures => lossOf.get(run) ?? noLoss,
    setLoss(run: number, { last, min, minStep, max }: LossFigures): void {
      setLoss.run(last, min, minStep, max, run)
    },
    setRanked(run: number, rankings: number, figures: object | null): void {
      setRanked.run(rankings, figures === null ? null : JSON.stringify(figures), run)
    },
    setTracked(run: number, figures: object | null): void {
      setTracked.run(figures === null ? null : JSON.stringify(figures), run)
    },
    end(run: number, how: RunEnd, rowsSha256: string | null): void {
      const { error } = how
      end.run(
        ...[how.state, new Date().toISOString(), how.finalLoss, how.weightsSha256, how.seconds] as const,
        ...[error?.code ?? null, error?.message ?? null, error?.cause ?? null, rowsSha256, run] as const,
      )
    },
    /** Ids of the runs whose process is gone. */
    abandonUnfinished: (): readonly string[] => abandon.all().map(({ id }) => id),
  }

  function renewSeal(run: number): void {
    const row = sealed.get(run)
    if (row !== undefined) seal.run(sealOf(row), run)
  }

  function keepPaths(config: TrainConfig): void {
    for (const path of leafPaths(config)) addPath.run(path)
  }
}

export const noLoss: LossFigures = { last: null, min: null, minStep: null, max: null }

function sealOf(row: Pick<RunRow, 'name' | 'config' | 'versions' | 'created_at'>): string {
  return sha256(JSON.stringify([row.name, row.config, row.versions, row.created_at]))
}

/** Dotted paths of all settings; a list counts as one. */
function leafPaths(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? leafPaths(part, `${prefix}${key}.`) : [prefix + key],
  )
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
    lastLoss: row.loss_last,
    weightsSha256: row.weights_sha256,
    seconds: row.seconds,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }
}
