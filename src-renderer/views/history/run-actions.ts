/** What can be done with selected runs. */
import type { RunCell, RunMarks } from '../../../src-contract/domain/run-table'
import { request } from '../../api/client'
import { saveTable } from '../../charts/save-file'
import { many, quoted } from '../../components/format'
import { goTo } from '../../state/router.svelte'
import { tell, tellWithUndo } from '../../state/toasts'
import { columnInfo } from '../../components/table/column-info'
import { question } from './question.svelte'
import { allRows } from './run-rows.svelte'
import { selection } from './selection.svelte'

const runs = (ids: readonly string[]): string => many(ids.length, 'run')

/** One run by its name, more by their number. */
const named = async (ids: readonly string[]): Promise<string> => (ids[0] !== undefined && ids.length === 1 ? quoted((await request('runs.get', ids[0])).name) : runs(ids))

export async function mark(ids: readonly string[], marks: RunMarks): Promise<void> {
  await request('history.mark', { runs: [...ids], marks })
}

export async function archive(ids: readonly string[], archived: boolean): Promise<void> {
  await mark(ids, { archived })
  selection.remove(ids)
  tellWithUndo(`${await named(ids)} ${archived ? 'archived' : 'taken out of the archive'}`, () => mark(ids, { archived: !archived }))
}

export async function remove(ids: readonly string[]): Promise<void> {
  const gone = await named(ids)
  await request('history.delete', [...ids])
  selection.remove(ids)
  tellWithUndo(`${gone} deleted`, () => request('history.undo-delete', [...ids]))
}

export function compare(ids: readonly string[]): void {
  goTo('compare', ...ids)
}

export async function resumeAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await request('runs.resume', id)
  tell(ids.length === 1 ? 'The run goes on' : `${runs(ids)} go on as they have room`)
}

/** The selected runs, or all that the table shows, with the columns and in the order of the table. Raw values. */
export async function exportCsv(): Promise<void> {
  const columns = [...question.columns].sort((a, b) => Number(b.pinned) - Number(a.pinned)).map(({ column }) => column)
  const rows = (await allRows(['id', ...columns])).filter(({ id }) => selection.ids.size === 0 || selection.ids.has(id))
  const cell = (value: RunCell): RunCell => (typeof value === 'string' ? value.replaceAll('\n', '; ') : value)
  await saveTable('runs', [['Id', ...columns.map((column) => columnInfo(column).label)], ...rows.map(({ cells }) => cells.map(cell))])
}
