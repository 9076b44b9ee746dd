import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { findOne } from '../find-one'
import type { Connection } from '../sqlite'
import { StudioError } from '../../../src-contract/errors'

export function datasetTable(db: Connection) {
  const all = db.prepare<[], { record: string }>('SELECT record FROM datasets ORDER BY number')
  const insert = db.prepare<[string, string, string, string]>('INSERT INTO datasets (id, name, created_at, record) VALUES (?, ?, ?, ?)')
  const remove = db.prepare<[string]>('DELETE FROM datasets WHERE id = ?')
  const find = findOne((where) => db.prepare<[string], { id: string; record: string }>(`SELECT id, record FROM datasets ${where}`), { byName: true, missing: 'dataset-missing', noun: 'data set' })
  const parsed = (row: { record: string }): DatasetRecord => JSON.parse(row.record) as DatasetRecord
  return {
    list: (): readonly DatasetRecord[] => all.all().map(parsed),
    get: (idOrName: string): DatasetRecord => parsed(find(idOrName)),
    add(record: DatasetRecord): void {
      insert.run(record.id, record.name, record.createdAt, JSON.stringify(record))
    },
    remove(id: string): void {
      if (remove.run(id).changes === 0) throw new StudioError('dataset-missing', `There is no data set "${id}" in the history.`)
    },
  }
}
