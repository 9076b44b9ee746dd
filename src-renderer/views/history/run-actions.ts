/** What can be done with selected runs. */
import type { RunMarks } from '../../../src-contract/domain/run-table'
import { request } from '../../api/client'
import { csvText } from '../../../src-contract/csv'
import { saveText } from '../../charts/save-chart'
import { count } from '../../components/format'
import { goTo } from '../../state/router.svelte'
import { tell, tellWithUndo } from '../../state/toasts'
import { columnInfo } from '../../components/table/column-info'
import { question } from './question.svelte'
import { allRows } from './run-rows.svelte'
import { selection } from './selection.svelte'

/** How many runs a comparison takes. */
export const comparable = { least: 2, most: 20 } as const

const runs = (ids: readonly string[]): string => (ids.length === 1 ? '1 run' : `${count(ids.length)} runs`)

export async function mark(ids: readonly string[], marks: RunMarks): Promise<void> {
  await request('history.mark', { runs: [...ids], marks })
}

export async function archive(ids: readonly string[], archived: boolean): Promise<void> {
  await mark(ids, { archived })
  selection.remove(ids)
  tellWithUndo(`${runs(ids)} ${archived ? 'archived' : 'taken out of the archive'}`, () => mark(ids, { archived: !archived }))
}

export async function remove(ids: readonly string[]): Promise<void> {
  await request('history.delete', [...ids])
  selection.remove(ids)
  tellWithUndo(`${runs(ids)} deleted`, () => request('history.undo-delete', [...ids]))
}

export function compare(ids: readonly string[]): void {
  goTo('compare', ...ids)
}

export async function resumeAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await request('runs.resume', id)
  tell(ids.length === 1 ? 'The run goes on' : `${count(ids.length)} runs go on, one after the other`)
}

/** The selected runs, or all that the table shows, with the columns and in the order of the table. Raw values. */
export async function exportCsv(): Promise<void> {
  const columns = [...question.columns].sort((a, b) => Number(b.pinned) - Number(a.pinned)).map(({ column }) => column)
  const rows = (await allRows(['id', ...columns])).filter(({ id }) => selection.ids.size === 0 || selection.ids.has(id))
  const cell = (value: string | number | null): string => (value === null ? '' : typeof value === 'number' ? String(value) : csvText(value.replaceAll('\n', '; ')))
  const head = ['Id', ...columns.map((column) => columnInfo(column).label)].map(csvText)
  await saveText('runs.csv', [head, ...rows.map(({ cells }) => cells.map(cell))].map((line) => `${line.join(',')}\n`).join(''))
}
