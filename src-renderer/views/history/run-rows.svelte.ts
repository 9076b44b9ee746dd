import type { RunColumn, RunTablePage, RunTableRow } from '../../../src-contract/domain/run-table'
import { toErrorData, type ErrorData } from '../../../src-contract/errors'
import { request } from '../../api/client'
import { question } from './question.svelte'

/** Runs that are fetched at once: several screens full. */
const chunk = 100

interface Answer {
  readonly total: number
  readonly groups: RunTablePage['groups']
  /** By number of the chunk. */
  readonly chunks: ReadonlyMap<number, readonly RunTableRow[]>
}

/**
 * The runs that the table shows, fetched in chunks around what is looked at. The last answer stays until the next one is
 * there, so that neither a new question nor a live update lets the table flicker or jump.
 */
export class RunRows {
  answer = $state.raw<Answer | null>(null)
  error = $state.raw<ErrorData | null>(null)
  /** Columns of the answer's cells. */
  columns = $state.raw<readonly RunColumn[]>([])
  private asked = 0
  private readonly underway = new Set<number>()
  private wanted: readonly [from: number, to: number] = [0, chunk - 1]

  row(offset: number): RunTableRow | undefined {
    return this.answer?.chunks.get(Math.floor(offset / chunk))?.[offset % chunk]
  }

  /** Among the runs that were fetched; null when it is not one of them. */
  offsetOf(id: string): number | null {
    for (const [at, rows] of this.answer?.chunks ?? []) {
      const index = rows.findIndex((row) => row.id === id)
      if (index >= 0) return at * chunk + index
    }
    return null
  }

  /** Ids of the runs at these offsets, which rise. */
  async idsAt(offsets: readonly number[]): Promise<readonly string[]> {
    const [first, last] = [offsets[0], offsets.at(-1)]
    if (first === undefined || last === undefined) return []
    const known = offsets.flatMap((offset) => this.row(offset)?.id ?? [])
    if (known.length === offsets.length) return known
    const { rows } = await request('history.table', question.request(first, last - first + 1, []))
    return offsets.flatMap((offset) => rows[offset - first]?.id ?? [])
  }

  /** Whether one of the runs that were fetched is under way, so that its figures change. */
  isLive(topic: string): boolean {
    const [kind, id] = topic.split(':')
    if (kind !== 'metrics') return false
    return [...(this.answer?.chunks.values() ?? [])].some((rows) => rows.some((row) => row.id === id))
  }

  /** Asks the question anew, for the chunks that are looked at. */
  async refresh(columns: readonly RunColumn[]): Promise<void> {
    const number = ++this.asked
    this.underway.clear()
    try {
      const first = await this.fetch(this.chunksOf(this.wanted)[0] ?? 0, columns)
      if (number !== this.asked) return
      const chunks = new Map([[first.at, first.page.rows]])
      // What else is on the screen comes in the same step: no row is blank for a moment.
      for (const at of this.chunksOf(this.wanted).slice(1)) {
        const { page } = await this.fetch(at, columns)
        if (number !== this.asked) return
        chunks.set(at, page.rows)
      }
      this.columns = columns
      this.answer = { total: first.page.total, groups: first.page.groups, chunks }
      this.error = null
    } catch (error) {
      if (number === this.asked) this.error = toErrorData(error)
    }
  }

  /** The runs from `from` to `to` are looked at: what of them is not there yet is fetched. */
  async need(from: number, to: number): Promise<void> {
    this.wanted = [from, to]
    const number = this.asked
    for (const at of this.chunksOf([from - chunk / 2, to + chunk / 2])) {
      if (this.answer === null || this.answer.chunks.has(at) || this.underway.has(at)) continue
      this.underway.add(at)
      try {
        const { page } = await this.fetch(at, this.columns)
        if (number !== this.asked) return
        this.answer = { ...this.answer, chunks: new Map(this.answer.chunks).set(at, page.rows) }
      } catch (error) {
        if (number === this.asked) this.error = toErrorData(error)
      } finally {
        this.underway.delete(at)
      }
    }
  }

  private chunksOf([from, to]: readonly [number, number]): number[] {
    const last = Math.max(0, (this.answer?.total ?? 1) - 1)
    const [first, end] = [from, to].map((offset) => Math.floor(Math.min(Math.max(offset, 0), last) / chunk)) as [number, number]
    return Array.from({ length: end - first + 1 }, (_, index) => first + index)
  }

  private async fetch(at: number, columns: readonly RunColumn[]): Promise<{ at: number; page: RunTablePage }> {
    return { at, page: await request('history.table', question.request(at * chunk, chunk, columns)) }
  }
}

/** Every run of the question in the order of the table, without or with cells. */
export async function allRows(columns: readonly RunColumn[]): Promise<readonly RunTableRow[]> {
  const page = 10_000
  const rows: RunTableRow[] = []
  for (;;) {
    const answer = await request('history.table', question.request(rows.length, page, columns))
    rows.push(...answer.rows)
    if (answer.rows.length < page) return rows
  }
}
