/** A ranking as the window shows it: pages of its table and all points of its scatter. */
import * as v from 'valibot'
import { truthIds, type TruthId } from './choices'
import type { JudgedRow, OwnScoreId } from './imported-ranking'
import { cutFigureIds, orderFigures, singleFigureIds, type RankingFigures } from './ranking'

const entryColumns = ['index', 'parameters', 'multiplyAdds', 'accuracy', 'loss', 'score', ...truthIds] as const
export type EntryColumn = (typeof entryColumns)[number]

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const rankingEntriesRequestSchema = v.strictObject({
  rankingId: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  /** Ties by the lower index (by operation numbers where there is none). Architectures without a truth come last when sorted by one. */
  sort: v.strictObject({ column: v.picklist(entryColumns), descending: v.boolean() }),
  /** Part of the architecture's text, or its number; empty: all. */
  search: v.pipe(v.string(), v.maxLength(1000)),
  /** Parameter counts that are shown, both ends included; null: no limit. */
  parameters: v.optional(v.strictObject({ min: v.nullable(count), max: v.nullable(count) })),
  offset: count,
  limit: v.pipe(count, v.maxValue(20_000)),
})
export type RankingEntriesRequest = v.InferOutput<typeof rankingEntriesRequestSchema>

/** An architecture of the table with its place in order of index, from 0: its number where it has no index is the next. */
export type RankingEntry = JudgedRow & { readonly position: number }

export interface RankingEntries {
  readonly rows: readonly RankingEntry[]
  readonly total: number
}

/** The table of a ranking as a CSV file, wherever it is written. */
export const tableFileOf = { run: fileOf(['accuracy', 'loss']), imported: fileOf(['score']) } as const

interface TableFile {
  readonly columns: readonly string[]
  readonly cells: (row: JudgedRow) => (string | number | null)[]
}

function fileOf(scores: readonly OwnScoreId[]): TableFile {
  return {
    columns: ['index', 'architecture', 'parameters', 'multiply_adds', ...scores, ...truthIds.map((truth) => `true_${truth}`)],
    cells: (row) => [row.index, row.architecture, row.parameters, row.multiplyAdds, ...scores.map((id) => row[id] ?? null), ...truthIds.map((id) => row.truth?.[id] ?? null)],
  }
}

const figureIds = [...singleFigureIds, ...cutFigureIds]

/** The figures of an order as columns of a CSV file: kendall_tau, p_at_top_5, ... */
export const figuresFile = {
  columns: figureIds.map((id) => id.replaceAll('.', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  cells: (figures: RankingFigures): readonly (number | null)[] => {
    const all = orderFigures(figures)
    return figureIds.map((id) => all[id])
  },
} as const

/** One entry per architecture in every list, in order of index. Scores and percentages as float32. */
export interface RankingScatter {
  /** Null where the space is too large for indices: then there are the texts of the architectures. */
  readonly index: Float64Array | null
  readonly architecture: readonly string[] | null
  /** Of a supernet. */
  readonly accuracy?: Float32Array
  readonly loss?: Float32Array
  /** Of scores made elsewhere, instead. */
  readonly score?: Float32Array
  readonly parameters: Float32Array
  readonly multiplyAdds: Float32Array
  /** Percent; null for spaces without a table. */
  readonly truth: Readonly<Record<TruthId, Float32Array>> | null
}
