import type { MetricRow } from '../../../src-contract/domain/run'
import type { SeriesAnswer, SeriesRequest } from '../../../src-contract/domain/series'
import { StudioError } from '../../../src-contract/errors'
import { hashOf, type RowValues } from '../rows-hash'
import type { Connection } from '../sqlite'
import { metricPages } from './metric-pages'
import { noLoss, type LossFigures } from './runs'

/** Where a page ended. */
export type MetricPosition = readonly [step: number, stage: number]

export interface MetricPage {
  readonly rows: readonly MetricRow[]
  /** Null: that was the last page. */
  readonly next: MetricPosition | null
}

/** Rows of one page: about 3 ms of the owner's time. */
const pageRows = 2000

export function metricTable(db: Connection) {
  const insert = db.prepare<[number, number, number, number, number, number, number]>(
    'INSERT INTO metrics (run, step, stage, loss, rate, complexity, pool) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const removeFrom = db.prepare<[number, number]>('DELETE FROM metrics WHERE run = ? AND step >= ?')
  const count = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM metrics WHERE run = ?')
  const page = db.prepare<[number, number, number, number, number], MetricRow>(
    `SELECT step, stage, loss, rate, complexity, pool FROM metrics
     WHERE run = ? AND (step, stage) > (?, ?) AND step < ? ORDER BY step, stage LIMIT ?`,
  )
  const everything = db
    .prepare<[number], RowValues>('SELECT step, stage, loss, rate, complexity, pool FROM metrics WHERE run = ? ORDER BY step, stage')
    .raw()
  const last = db.prepare<[number], { loss: number }>('SELECT loss FROM metrics WHERE run = ? ORDER BY step DESC, stage DESC LIMIT 1')
  const extremes = db.prepare<[number], { min: number; minStep: number; max: number }>(
    `SELECT min(loss) AS min, step AS minStep, (SELECT max(loss) FROM metrics WHERE run = outside.run) AS max
     FROM metrics AS outside WHERE run = ? HAVING count(*) > 0`,
  )
  const pages = metricPages(db)
  return {
    add(run: number, rows: readonly MetricRow[]): void {
      for (const row of rows) {
        checkFinite(row)
        insert.run(run, row.step, row.stage, row.loss, row.rate, row.complexity, row.pool)
      }
      pages.grown(run, rows)
    },
    removeFrom(run: number, step: number): void {
      removeFrom.run(run, step)
      pages.removeFrom(run, step)
    },
    /** Of all stored rows. */
    loss(run: number): LossFigures {
      const found = extremes.get(run)
      return found === undefined ? noLoss : { ...found, last: last.get(run)?.loss ?? null }
    },
    series: (run: number, request: Omit<SeriesRequest, 'runId'>): SeriesAnswer => pages.series(run, request),
    count: (run: number): number => count.get(run)?.n ?? 0,
    page(run: number, range: { readonly from: number; readonly to: number } | null, after: MetricPosition | null): MetricPage {
      const [step, stage] = after ?? [(range?.from ?? 0) - 1, Number.MAX_SAFE_INTEGER]
      const rows = page.all(run, step, stage, range?.to ?? Number.MAX_SAFE_INTEGER, pageRows)
      const last = rows.at(-1)
      return { rows, next: last === undefined || rows.length < pageRows ? null : [last.step, last.stage] }
    },
    hash: (run: number): string => hashOf(everything.iterate(run)),
  }
}

/** SQLite would store a NaN as NULL and an infinity as a value that JSON cannot carry. */
function checkFinite(row: MetricRow): void {
  if (Number.isFinite(row.loss) && Number.isFinite(row.rate) && Number.isFinite(row.complexity)) return
  throw new StudioError('not-a-number', `Step ${row.step} has a loss, rate or complexity that is not a finite number.`)
}
