/**
 * Metric rows once more, packed for curves: a million rows of the table take a second to read, as pages of columns a
 * few hundredths. A page covers 1,024 steps and is written when they are all there; newer rows are read one by one.
 */
import type { MetricRow } from '../../../src-contract/domain/run'
import type { SeriesAnswer, SeriesRequest } from '../../../src-contract/domain/series'
import { packColumns, unpackColumns, type MetricColumns, type PageRow } from '../metric-columns'
import { reduceSeries } from '../reduce-series'
import type { Connection } from '../sqlite'

const pageSteps = 1024

/** Pages from which the complexity bands are drawn: enough rows that another choice would move no border visibly. */
const sampledPages = 48

export function metricPages(db: Connection) {
  const rows = db
    .prepare<[number, number, number], PageRow>('SELECT step, loss, rate, complexity, pool FROM metrics WHERE run = ? AND step >= ? AND step < ? ORDER BY step, stage')
    .raw()
  const put = db.prepare<[number, number, Buffer]>('INSERT INTO metric_pages (run, page, data) VALUES (?, ?, ?)')
  const remove = db.prepare<[number, number, number]>('DELETE FROM metric_pages WHERE run = ? AND page >= ? AND page <= ?')
  const read = db.prepare<[number, number, number], { page: number; data: Buffer }>('SELECT page, data FROM metric_pages WHERE run = ? AND page >= ? AND page < ? ORDER BY page')
  const first = db.prepare<[number], { step: number }>('SELECT step FROM metrics WHERE run = ? ORDER BY step LIMIT 1')
  const last = db.prepare<[number], { step: number }>('SELECT step FROM metrics WHERE run = ? ORDER BY step DESC LIMIT 1')

  const rowsOf = (run: number, from: number, to: number): MetricColumns => unpackColumns(packColumns(rows.all(run, from, to)))

  /** Columns of the steps from <= step < to, cut to whole pages, in order. */
  function* columns(run: number, from: number, to: number): Generator<MetricColumns> {
    let next = Math.floor(from / pageSteps)
    const end = Math.ceil(to / pageSteps)
    for (const { page, data } of read.all(run, next, end)) {
      if (page > next) yield rowsOf(run, next * pageSteps, page * pageSteps)
      yield unpackColumns(data)
      next = page + 1
    }
    if (next < end) yield rowsOf(run, next * pageSteps, end * pageSteps)
  }

  function* sample(run: number, end: number): Generator<MetricColumns> {
    const pages = Math.ceil(end / pageSteps)
    const stride = Math.max(1, Math.floor(pages / sampledPages))
    for (let page = 0; page < pages; page += stride) yield* columns(run, page * pageSteps, (page + 1) * pageSteps)
  }

  return {
    /** Rows were added: pages they belong to are written where complete, and dropped where not. */
    grown(run: number, added: readonly MetricRow[]): void {
      if (added.length === 0) return
      // A restored run comes in one call, with more rows than a function takes arguments: no Math.min(...steps).
      let lowest = Infinity
      let highest = -Infinity
      for (const { step } of added) {
        lowest = Math.min(lowest, step)
        highest = Math.max(highest, step)
      }
      const from = Math.floor(lowest / pageSteps)
      remove.run(run, from, Math.floor(highest / pageSteps))
      const complete = Math.floor((highest + 1) / pageSteps)
      for (let page = from; page < complete; page++) {
        put.run(run, page, packColumns(rows.all(run, page * pageSteps, (page + 1) * pageSteps)))
      }
    },
    removeFrom(run: number, step: number): void {
      remove.run(run, Math.floor(step / pageSteps), Number.MAX_SAFE_INTEGER)
    },
    series(run: number, request: Omit<SeriesRequest, 'runId'>): SeriesAnswer {
      const firstStep = first.get(run)?.step ?? null
      const lastStep = last.get(run)?.step ?? null
      if (firstStep === null || lastStep === null) return { firstStep: null, lastStep: null, bands: [], pools: [] }
      const from = Math.max(request.fromStep, firstStep)
      const to = Math.max(from, Math.min(request.toStep ?? lastStep + 1, lastStep + 1))
      const parts = [...columns(run, from, to)]
      const bandSample = request.bands > 1 ? [...sample(run, lastStep + 1)] : []
      return { firstStep, lastStep, ...reduceSeries(parts, { ...request, from, to }, bandSample) }
    },
  }
}
