import type { Action } from '../../state/actions.svelte'
import { canCompare } from '../compare/comparable'
import { mark, archive, compare, exportCsv, remove } from './run-actions'
import { question } from './question.svelte'
import { selection } from './selection.svelte'

interface Screen {
  readonly total: number
  readonly search: () => void
  readonly openFilter: () => void
  readonly openColumns: () => void
  readonly openTags: () => void
  readonly togglePanel: () => void
}

/** What the history offers to the command palette and the keyboard; what needs selected runs only with such. */
export function historyActions(screen: Screen): readonly Action[] {
  const ids = [...selection.ids]
  const fromArchive = question.arrangement.shown === 'archived'
  const table: Action[] = [
    { id: 'history-search', title: 'Search runs', group: 'History', shortcut: '/', run: screen.search },
    { id: 'history-filter', title: 'Add a filter', group: 'History', shortcut: 'F', run: screen.openFilter },
    { id: 'history-columns', title: 'Choose columns', group: 'History', run: screen.openColumns },
    { id: 'history-notes', title: 'Show or hide notes', group: 'History', shortcut: 'I', run: screen.togglePanel },
  ]
  if (question.isNarrowed) table.push({ id: 'history-widen', title: 'Show all runs', group: 'History', run: () => question.widen() })
  if (screen.total > 0) table.push({ id: 'history-csv', title: 'Save the table as CSV', group: 'History', run: exportCsv })
  if (ids.length === 0) return table
  const selected: Action[] = [
    { id: 'history-tag', title: 'Tag selected runs', group: 'Selected runs', shortcut: 'L', run: screen.openTags },
    { id: 'history-pin', title: 'Pin selected runs to the top', group: 'Selected runs', run: () => mark(ids, { pinned: true }) },
    { id: 'history-unpin', title: 'Release selected runs from the top', group: 'Selected runs', run: () => mark(ids, { pinned: false }) },
    { id: 'history-archive', title: fromArchive ? 'Take selected runs out of the archive' : 'Archive selected runs', group: 'Selected runs', shortcut: 'E', run: () => archive(ids, !fromArchive) },
    { id: 'history-delete', title: 'Delete selected runs', group: 'Selected runs', shortcut: 'Delete', run: () => remove(ids) },
    { id: 'history-clear', title: 'Clear the selection', group: 'Selected runs', run: () => selection.clear() },
  ]
  if (canCompare(ids)) {
    selected.unshift({ id: 'history-compare', title: 'Compare selected runs', group: 'Selected runs', shortcut: 'Ctrl+Enter', run: () => compare(ids) })
  }
  return [...table, ...selected]
}
