import type { RankingRecord } from '../../../src-contract/domain/ranking'
import type { RunRecord } from '../../../src-contract/domain/run'
import { countRuns, rankingColumns, trackedColumns, type RunCell, type RunColumn } from '../../../src-contract/domain/run-table'
import { request } from '../../api/client'
import { runColour, type Colour } from '../../charts/run-colour'

/** A run as the comparison shows it. */
export interface ComparedRun {
  readonly id: string
  readonly name: string
  readonly colour: Colour
  /** Two runs of one colour differ by their dashes. */
  readonly dash: readonly number[] | null
  readonly record: RunRecord
  /** By column of the table of runs. */
  readonly cells: ReadonlyMap<RunColumn, RunCell>
  /** The latest finished one. */
  readonly ranking: RankingRecord | null
}

export interface Comparison {
  readonly runs: readonly ComparedRun[]
  /** Ids of the address that are no longer in the history. */
  readonly missing: readonly string[]
  readonly settings: readonly RunColumn[]
}

/** What runs brought about, in the order of the lists. */
export const outcomes: readonly RunColumn[] = ['state', 'steps', 'seconds', 'lossLast', 'lossMin', 'lossMinStep', 'lossMax', ...rankingColumns, ...trackedColumns]

/** Whether the runs do not all have the same value. */
export const differs = (runs: readonly ComparedRun[], column: RunColumn): boolean => new Set(runs.map(({ cells }) => cells.get(column) ?? null)).size > 1

const dashes = [null, [9, 4], [2, 3], [9, 3, 2, 3], [14, 4]] as const

export async function loadComparison(ids: readonly string[]): Promise<Comparison> {
  const settings = (await request('history.setting-paths')).map((path): RunColumn => `config.${path}`)
  const columns: RunColumn[] = ['dataset', ...settings, ...outcomes]
  const table = await request('history.table', { ...countRuns, filters: [{ operator: 'in', column: 'id', values: [...ids] }], columns, limit: ids.length })
  const rows = new Map(table.rows.map((row) => [row.id, row]))
  const used = new Map<Colour, number>()
  const found = ids.flatMap((id) => rows.get(id) ?? [])
  const runs = await Promise.all(
    found.map(async ({ id, number, name, colour: chosen, cells }): Promise<ComparedRun> => {
      const colour = runColour({ number, colour: chosen })
      const before = used.get(colour) ?? 0
      used.set(colour, before + 1)
      const [record, rankings] = await Promise.all([request('runs.get', id), request('rankings.of-run', id)])
      const finished = rankings.filter(({ state, summary }) => state === 'finished' && summary !== null)
      const latest = finished.reduce<RankingRecord | null>((last, each) => (last === null || each.createdAt >= last.createdAt ? each : last), null)
      return { id, name, colour, dash: dashes[before % dashes.length] ?? null, record, cells: new Map(columns.map((column, at) => [column, cells[at] ?? null])), ranking: latest }
    }),
  )
  const has = (column: RunColumn): boolean => runs.some(({ cells }) => cells.get(column) !== null)
  return { runs, missing: ids.filter((id) => !rows.has(id)), settings: ['dataset' as const, ...settings].filter(has) }
}
