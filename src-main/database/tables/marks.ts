import type { MarkedRun, RunMarks } from '../../../src-contract/domain/run-table'
import { StudioError } from '../../../src-contract/errors'
import type { Connection } from '../sqlite'

interface MarkRow {
  readonly number: number
  readonly state: string
  readonly notes: string
  readonly colour: string | null
  readonly pinned: number
  readonly archived: number
  readonly run_group: string | null
  readonly deleted_at: string | null
}

/** What a user notes about runs, and which of them lie in the trash. */
export function markTable(db: Connection) {
  const find = db.prepare<[string], MarkRow>('SELECT number, state, notes, colour, pinned, archived, run_group, deleted_at FROM runs WHERE id = ?')
  const set = {
    name: db.prepare<[string, number]>('UPDATE runs SET name = ? WHERE number = ?'),
    notes: db.prepare<[string, number]>('UPDATE runs SET notes = ? WHERE number = ?'),
    colour: db.prepare<[string | null, number]>('UPDATE runs SET colour = ? WHERE number = ?'),
    pinned: db.prepare<[number, number]>('UPDATE runs SET pinned = ? WHERE number = ?'),
    archived: db.prepare<[number, number]>('UPDATE runs SET archived = ? WHERE number = ?'),
    group: db.prepare<[string | null, number]>('UPDATE runs SET run_group = ? WHERE number = ?'),
    deletedAt: db.prepare<[string | null, number]>('UPDATE runs SET deleted_at = ? WHERE number = ?'),
  }
  const tagsOf = db.prepare<[number], { tag: string }>('SELECT tag FROM run_tags WHERE run = ? ORDER BY tag')
  const addTag = db.prepare<[number, string]>('INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)')
  const removeTag = db.prepare<[number, string]>('DELETE FROM run_tags WHERE run = ? AND tag = ?')
  const tags = db.prepare<[], { tag: string; runs: number }>(
    'SELECT tag, count(*) AS runs FROM run_tags JOIN runs ON runs.number = run WHERE deleted_at IS NULL GROUP BY tag ORDER BY runs DESC, tag',
  )
  const deleted = db.prepare<[], { id: string }>('SELECT id FROM runs WHERE deleted_at IS NOT NULL ORDER BY number')
  const ids = db.prepare<[], { id: string }>('SELECT id FROM runs WHERE deleted_at IS NULL')
  const paths = db.prepare<[], { path: string }>('SELECT path FROM setting_paths ORDER BY path')
  const forget = db.prepare<[]>('DELETE FROM runs WHERE deleted_at IS NOT NULL')
  const forgetLists = db.prepare<[]>('DELETE FROM ranking_lists WHERE number NOT IN (SELECT list FROM ranking_tables UNION SELECT list FROM imported_rankings UNION SELECT list FROM tracked_points)')

  const row = (id: string): MarkRow => {
    const found = find.get(id)
    if (found === undefined) throw new StudioError('run-missing', `There is no run "${id}" in the history.`)
    return found
  }
  return {
    get(id: string): MarkedRun {
      const { number, notes, colour, pinned, archived, run_group: group, deleted_at: deletedAt } = row(id)
      return { number, notes, colour, pinned: pinned === 1, archived: archived === 1, group, deletedAt, tags: tagsOf.all(number).map(({ tag }) => tag) }
    },
    /** Returns the run's number. */
    set(id: string, marks: RunMarks): number {
      const { number } = row(id)
      if (marks.name !== undefined) set.name.run(marks.name, number)
      if (marks.notes !== undefined) set.notes.run(marks.notes, number)
      if (marks.colour !== undefined) set.colour.run(marks.colour, number)
      if (marks.pinned !== undefined) set.pinned.run(Number(marks.pinned), number)
      if (marks.archived !== undefined) set.archived.run(Number(marks.archived), number)
      if (marks.group !== undefined) set.group.run(marks.group, number)
      for (const tag of marks.removeTags ?? []) removeTag.run(number, tag)
      for (const tag of marks.addTags ?? []) addTag.run(number, tag)
      return number
    },
    tags: (): readonly { tag: string; runs: number }[] => tags.all(),
    settingPaths: (): readonly string[] => paths.all().map(({ path }) => path),
    /** Into the trash (a time) or out of it (null). A run that a worker writes to cannot go. */
    setDeleted(id: string, at: string | null): void {
      const { number, state } = row(id)
      if (at !== null && (state === 'running' || state === 'queued')) {
        throw new StudioError('bad-argument', `Run ${id} is ${state}: stop it before deleting it.`)
      }
      set.deletedAt.run(at, number)
    },
    deletedIds: (): readonly string[] => deleted.all().map(({ id }) => id),
    keptIds: (): readonly string[] => ids.all().map(({ id }) => id),
    /** Removes what lies in the trash for good; returns how many runs that were. */
    forgetDeleted(): number {
      const { changes } = forget.run()
      forgetLists.run()
      return changes
    },
  }
}
