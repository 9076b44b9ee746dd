import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { first } from '../../../src-main/database/migrations/001-first'
import { datasets } from '../../../src-main/database/migrations/002-datasets'
import { exampleDataset } from '../../helpers/history-fixtures'

test('reports of older imports get the fields of today, newer ones stay as they are', () => {
  const { report, ...rest } = exampleDataset('old', 'old')
  const { rejectedCount, ...known } = report
  const old = { ...rest, report: { ...known, duplicates: { images: 5, acrossSplits: 2, acrossClasses: 1, examples: [['a.jpg', 'b.jpg']] } } }
  const recent = exampleDataset('new', 'new')
  const db = new Database(':memory:')
  db.exec(first)
  for (const record of [old, recent]) db.prepare('INSERT INTO datasets (id, name, created_at, record) VALUES (?, ?, ?, ?)').run(record.id, record.name, record.createdAt, JSON.stringify(record))
  db.exec(datasets)
  const [migrated, untouched] = db.prepare<[], { record: string }>('SELECT record FROM datasets ORDER BY number').all().map(({ record }) => JSON.parse(record) as DatasetRecord)
  expect(migrated).toEqual({ ...rest, report: { ...known, rejectedCount, duplicates: { images: 5, withinSplits: 3, acrossSplits: 2, acrossClasses: 1, pairs: [] } } })
  expect(untouched).toEqual(recent)
  db.close()
})
