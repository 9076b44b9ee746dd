/**
 * The table of runs in the history screen: what can be asked and what comes back. Answered by the owner of the history
 * (src-main/database/tables/run-table.ts) in well under 50 ms for 10,000 runs.
 */
import * as v from 'valibot'
import { runStates, truthIds, type RunState } from './choices'

/** Columns that every run has. Loss figures are over the stored steps; the best loss is `lossMin`. */
export const runColumns = [
  'id', 'name', 'state', 'created', 'ended', 'dataset', 'steps', 'totalSteps', 'seconds', 'finalLoss',
  'lossLast', 'lossMin', 'lossMax', 'lossMinStep', 'rankings', 'group', 'tags', 'notes', 'colour', 'pinned', 'archived', 'deletedAt', 'error',
] as const

/** Figures of the run's latest finished ranking, by the score that ordered it and the truth it was held against. */
export const rankingColumns = (['accuracy', 'loss'] as const).flatMap((score) =>
  truthIds.flatMap((truth) => [`tau.${score}.${truth}`, `top1.${score}.${truth}`] as const),
)

/** Figures of the newest point at which all tracked architectures of the run were judged. */
export const trackedColumns = (['accuracy', 'loss'] as const).flatMap((score) =>
  truthIds.flatMap((truth) => [`tracked.tau.${score}.${truth}`, `tracked.bias.${score}.${truth}`] as const),
)

/**
 * `runColumns`, `rankingColumns`, `trackedColumns`, or `config.<path>`: any setting of the stored configuration by its dotted path, such
 * as `config.optimizer.lr` or `config.rate.id` (the list of those that occur: `settingPaths` of the history). A run
 * without that setting has null.
 */
export type RunColumn = (typeof runColumns)[number] | (typeof rankingColumns)[number] | (typeof trackedColumns)[number] | `config.${string}`

const column = v.custom<RunColumn>(
  (value) =>
    typeof value === 'string' &&
    ((runColumns as readonly string[]).includes(value) || (rankingColumns as readonly string[]).includes(value) || (trackedColumns as readonly string[]).includes(value) || /^config(\.[A-Za-z][A-Za-z0-9_]{0,63}){1,8}$/.test(value)),
  'no column of the table of runs',
)
const text = v.pipe(v.string(), v.maxLength(1000))
const scalar = v.union([text, v.pipe(v.number(), v.finite()), v.boolean(), v.null()])
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/**
 * One condition; a run is shown where all hold. `eq` and `ne` treat null as a value; `contains` ignores case (also of
 * letters beyond ASCII only as SQLite does: not at all); `has` and `lacks` ask for a tag.
 */
const runFilterSchema = v.variant('operator', [
  v.strictObject({ operator: v.picklist(['eq', 'ne']), column, value: scalar }),
  v.strictObject({ operator: v.literal('contains'), column, value: text }),
  v.strictObject({ operator: v.picklist(['gt', 'lt', 'ge', 'le']), column, value: v.union([text, v.pipe(v.number(), v.finite())]) }),
  v.strictObject({ operator: v.literal('in'), column, values: v.pipe(v.array(scalar), v.maxLength(1000)) }),
  v.strictObject({ operator: v.literal('state'), states: v.pipe(v.array(v.picklist(runStates)), v.maxLength(20)) }),
  v.strictObject({ operator: v.picklist(['has', 'lacks']), tag: text }),
])
export type RunFilter = v.InferOutput<typeof runFilterSchema>

const sort = v.strictObject({ column, descending: v.boolean() })
export type RunSort = v.InferOutput<typeof sort>

/** What of the history is looked at: runs as usual, the archive, the trash (deleted, can be undone), or all but the trash. */
const shown = v.picklist(['active', 'archived', 'deleted', 'all'])

const question = {
  shown,
  filters: v.pipe(v.array(runFilterSchema), v.maxLength(100)),
  /** Every word of it must occur in the run's name, id, notes, group, tags or data set. Empty: no search. */
  search: text,
  /** Pinned runs come first, then by group, then by these; ties by the newest run. Empty: newest first. */
  sort: v.pipe(v.array(sort), v.maxLength(10)),
  group: v.nullable(column),
}

export const runTableRequestSchema = v.strictObject({
  ...question,
  columns: v.pipe(v.array(column), v.maxLength(200)),
  offset: count,
  limit: v.pipe(count, v.maxValue(10_000)),
})
export type RunTableRequest = v.InferOutput<typeof runTableRequestSchema>

/** All runs but those in the trash, counted only: what a request spreads and then adds to. */
export const countRuns = { shown: 'all', filters: [], search: '', sort: [], group: null, columns: [], offset: 0, limit: 0 } satisfies RunTableRequest

/** Text, number, 0 or 1 for yes-no settings, or null; tags are joined by a line feed. */
export type RunCell = string | number | null

export interface RunTableRow {
  readonly id: string
  /** Counts the runs of the history in the order in which they were made. */
  readonly number: number
  readonly name: string
  readonly state: RunState
  readonly steps: number
  readonly totalSteps: number
  readonly colour: string | null
  readonly pinned: boolean
  readonly archived: boolean
  readonly tags: readonly string[]
  /** Value of the column that the request groups by; null without one. */
  readonly group: RunCell
  /** In the order of the requested columns. */
  readonly cells: readonly RunCell[]
}

export interface RunTablePage {
  readonly rows: readonly RunTableRow[]
  /** Runs that pass the filters, on all pages. */
  readonly total: number
  /** In the order in which the rows come; null without a group column. At most 1,000. */
  readonly groups: readonly { readonly value: RunCell; readonly runs: number }[] | null
}

/** What a user notes about runs; what is left out stays. */
export const runMarksSchema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1, 'needs a visible character'), v.maxLength(200, 'is longer than 200 characters'))),
  notes: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
  /** `#rrggbb`; null: the colour that the run's number gives it. */
  colour: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)))),
  pinned: v.optional(v.boolean()),
  archived: v.optional(v.boolean()),
  /** Null takes the runs out of their group. */
  group: v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)))),
  addTags: v.optional(v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100), v.regex(/^[^\n]*$/))), v.maxLength(100))),
  removeTags: v.optional(v.pipe(v.array(text), v.maxLength(100))),
})
export type RunMarks = v.InferOutput<typeof runMarksSchema>

export const runIdsSchema = v.pipe(v.array(id), v.minLength(1), v.maxLength(10_000))

/** A run's marks as they are, for its own screen. */
export interface MarkedRun {
  /** As in RunTableRow. */
  readonly number: number
  readonly notes: string
  readonly colour: string | null
  readonly pinned: boolean
  readonly archived: boolean
  readonly group: string | null
  readonly tags: readonly string[]
  readonly deletedAt: string | null
}

/** A table as someone arranged and saved it. Saving one with the id of another replaces it. */
export const savedViewSchema = v.strictObject({
  id,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  ...question,
  columns: v.pipe(v.array(v.strictObject({ column, width: v.nullable(v.pipe(count, v.maxValue(10_000))), pinned: v.boolean() })), v.maxLength(200)),
})
export type SavedView = v.InferOutput<typeof savedViewSchema>

export interface TrashEmptied {
  readonly runs: number
  /** Bytes of the runs' folders, and by how much the history file became smaller. */
  readonly folderBytes: number
  readonly historyBytes: number
}
