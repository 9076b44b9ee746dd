import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { findOne } from '../find-one'
import type { Connection } from '../sqlite'
import { StudioError } from '../../../src-contract/errors'

export function datasetTable(db: Connection) {
  // A removed data set keeps its row, so that the runs trained on it can say what it was called.
  const there = "record ->> '$.removedAt' IS NULL"
  const all = db.prepare<[], { record: string }>(`SELECT record FROM datasets WHERE ${there} ORDER BY number`)
  const removedOne = db.prepare<[string], { record: string }>("SELECT record FROM datasets WHERE id = ? AND record ->> '$.removedAt' IS NOT NULL")
  const change = db.prepare<[string, string, string]>('UPDATE datasets SET name = ?, record = ? WHERE id = ?')
  const insert = db.prepare<[string, string, string, string]>('INSERT INTO datasets (id, name, created_at, record) VALUES (?, ?, ?, ?)')
  const find = findOne((where) => db.prepare<[string], { id: string; record: string }>(`SELECT id, record FROM (SELECT * FROM datasets WHERE ${there}) ${where}`), { byName: true, missing: 'dataset-missing', noun: 'data set' })
  const anyOne = db.prepare<[string], { id: string }>('SELECT id FROM datasets WHERE id = ?')
  const parsed = (row: { record: string }): DatasetRecord => JSON.parse(row.record) as DatasetRecord
  return {
    list: (): readonly DatasetRecord[] => all.all().map(parsed),
    get: (idOrName: string): DatasetRecord => parsed(find(idOrName)),
    /** Also of one that was removed. */
    has: (id: string): boolean => anyOne.get(id) !== undefined,
    add(record: DatasetRecord): void {
      insert.run(record.id, record.name, record.createdAt, JSON.stringify(record))
    },
    /** A data set that was removed; null where none of this id was. */
    removed(id: string): DatasetRecord | null {
      const row = removedOne.get(id)
      return row === undefined ? null : parsed(row)
    },
    change(record: DatasetRecord): void {
      if (change.run(record.name, JSON.stringify(record), record.id).changes === 0) throw new StudioError('dataset-missing', `There is no data set "${record.id}" in the history.`)
    },
  }
}
