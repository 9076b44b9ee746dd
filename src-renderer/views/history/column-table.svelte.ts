import {
  columnOrderingFeature, columnPinningFeature, columnResizingFeature, columnSizingFeature, createTable, tableFeatures,
  type ColumnDef, type Header, type Updater,
} from '@tanstack/svelte-table'
import type { RunColumn, RunTableRow } from '../../../src-contract/domain/run-table'
import { columnInfo, isNumeric, type ColumnInfo } from '../../components/table/column-info'
import { question } from './question.svelte'

const features = tableFeatures({ columnOrderingFeature, columnPinningFeature, columnSizingFeature, columnResizingFeature })
type Features = typeof features
export type TableHeader = Header<Features, RunTableRow>

/** A column as its cells need it. */
export interface CellLayout {
  readonly info: ColumnInfo
  readonly numeric: boolean
  /** Pixels from the left edge of the pinned columns; null for a column that scrolls. */
  readonly pinnedAt: number | null
}

const narrowest = 56
const widest = 900

/**
 * Order, width and pinning of the columns of the question, for the life of a component. Rows are the database's work, so
 * the table is given none.
 */
export function useColumnTable() {
  const defs = $derived(question.columns.map(({ column }) => definition(column)))
  const order = $derived<string[]>(question.columns.map(({ column }) => column))
  const pinning = $derived({ start: question.columns.filter(({ pinned }) => pinned).map(({ column }): string => column), end: [] })
  const sizes = $derived<Record<string, number>>(Object.fromEntries(question.columns.flatMap(({ column, width }) => (width === null ? [] : [[column, width]]))))

  const table = createTable<Features, RunTableRow>({
    features,
    data: [],
    get columns() {
      return defs
    },
    columnResizeMode: 'onChange',
    state: {
      get columnOrder() {
        return order
      },
      get columnPinning() {
        return pinning
      },
      get columnSizing() {
        return sizes
      },
    },
    onColumnOrderChange(updater) {
      const next = apply(updater, order)
      question.change({ columns: [...question.columns].sort((a, b) => next.indexOf(a.column) - next.indexOf(b.column)) })
    },
    onColumnPinningChange(updater) {
      const { start } = apply(updater, pinning)
      question.change({ columns: question.columns.map((each) => ({ ...each, pinned: start.includes(each.column) })) })
    },
    onColumnSizingChange(updater) {
      const next = apply(updater, sizes)
      question.change({ columns: question.columns.map((each) => ({ ...each, width: widthOf(next[each.column]) })) })
    },
  })

  const headers = $derived<readonly TableHeader[]>(table.getHeaderGroups()[0]?.headers ?? [])
  const widths = $derived(headers.map((header) => header.getSize()))

  const layout = $derived<readonly CellLayout[]>(
    headers.map((header) => {
      const info = columnInfo(header.column.id as RunColumn)
      return { info, numeric: isNumeric(info), pinnedAt: header.column.getIsPinned() === 'start' ? header.getStart('start') : null }
    }),
  )

  const shown = (): string[] => headers.map(({ column }) => column.id)

  return {
    /** Pinned ones first. */
    get headers() {
      return headers
    },
    /** Of the cells, in the order of the headers. */
    get layout() {
      return layout
    },
    get width() {
      return widths.reduce((sum, width) => sum + width, 0)
    },
    /** Names of the columns that end beyond this distance from the left end of the columns. */
    beyond(reach: number): readonly string[] {
      let end = 0
      return headers.flatMap(({ column }, at) => {
        end += widths[at] ?? 0
        return end > reach && column.getIsPinned() === false ? [columnInfo(column.id as RunColumn).label] : []
      })
    },
    /** Tracks of a CSS grid. */
    get tracks() {
      return widths.map((width) => `${width}px`).join(' ')
    },
    /** To where another column stands. */
    move(column: string, to: string): void {
      const next = shown().filter((id) => id !== column)
      next.splice(shown().indexOf(to), 0, column)
      table.setColumnOrder(next)
    },
    /** By places among the columns as they are shown. */
    shift(column: string, by: number): void {
      const to = shown()[shown().indexOf(column) + by]
      if (to !== undefined) this.move(column, to)
    },
    resize(column: string, by: number): void {
      const width = widths[shown().indexOf(column)]
      if (width !== undefined) table.setColumnSizing((now) => ({ ...now, [column]: width + by }))
    },
  }
}

export type ColumnTable = ReturnType<typeof useColumnTable>

function widthOf(width: number | undefined): number | null {
  return width === undefined ? null : Math.round(Math.min(widest, Math.max(narrowest, width)))
}

function apply<T extends object>(updater: Updater<T>, now: T): T {
  return typeof updater === 'function' ? updater(now) : updater
}

function definition(column: RunColumn): ColumnDef<Features, RunTableRow> {
  const { label, width } = columnInfo(column)
  return { id: column, header: label, size: width, minSize: narrowest, maxSize: widest }
}
