import { sql, type RawBuilder } from 'kysely'
import { rankingColumns, trackedColumns, type RunColumn } from '../../../src-contract/domain/run-table'
import { StudioError } from '../../../src-contract/errors'
import { secondsSoFar } from './runs'

/** The tables that a question about runs reads. */
export interface RunTables {
  readonly runs: {
    readonly number: number
    readonly id: string
    readonly name: string
    readonly state: string
    readonly config: string
    readonly colour: string | null
    readonly pinned: number
    readonly archived: number
    readonly deleted_at: string | null
    readonly run_group: string | null
    readonly notes: string
    readonly steps: number
    readonly total_steps: number
  }
  readonly run_tags: { readonly run: number; readonly tag: string }
}

const fixed: Readonly<Record<string, RawBuilder<unknown>>> = {
  id: sql`runs.id`,
  name: sql`runs.name`,
  state: sql`runs.state`,
  created: sql`runs.created_at`,
  ended: sql`runs.ended_at`,
  dataset: sql`(SELECT name FROM datasets WHERE id = runs.dataset_id)`,
  steps: sql`runs.steps`,
  totalSteps: sql`runs.total_steps`,
  seconds: sql.raw(secondsSoFar),
  finalLoss: sql`runs.final_loss`,
  lossLast: sql`runs.loss_last`,
  lossMin: sql`runs.loss_min`,
  lossMinStep: sql`runs.loss_min_step`,
  lossMax: sql`runs.loss_max`,
  rankings: sql`runs.rankings`,
  group: sql`runs.run_group`,
  tags: sql`(SELECT group_concat(tag, char(10) ORDER BY tag) FROM run_tags WHERE run = runs.number)`,
  notes: sql`runs.notes`,
  colour: sql`runs.colour`,
  pinned: sql`runs.pinned`,
  archived: sql`runs.archived`,
  deletedAt: sql`runs.deleted_at`,
  error: sql`runs.error_message`,
}

/** The value of a column as SQL; names that are no column are refused, paths go in as bound values. */
export function columnValue(column: RunColumn): RawBuilder<unknown> {
  const known = fixed[column]
  if (known !== undefined) return known
  if ((rankingColumns as readonly string[]).includes(column)) return sql`runs.figures ->> ${`$.${column}`}`
  if ((trackedColumns as readonly string[]).includes(column)) return sql`runs.tracked ->> ${`$.${column.slice('tracked.'.length)}`}`
  if (column.startsWith('config.')) return sql`runs.settings ->> ${`$.${column.slice('config.'.length)}`}`
  throw new StudioError('bad-argument', `"${column}" is no column of the table of runs.`)
}
