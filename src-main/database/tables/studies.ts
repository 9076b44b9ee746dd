import type { StudyCell, StudyRecord, StudyResult } from '../../../src-contract/study/study'
import { findOne } from '../find-one'
import type { Connection } from '../sqlite'

interface StudyRow {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly text: string
  readonly sha256: string
  readonly created_at: string
}

export function studyTable(db: Connection) {
  const all = db.prepare<[], StudyRow>('SELECT * FROM studies ORDER BY number DESC')
  const find = findOne((where) => db.prepare<[string], StudyRow>(`SELECT * FROM studies ${where}`), { byName: true, missing: 'study-missing', noun: 'study' })
  // A run in the trash is as one that was never begun; brought back, it is the study's again.
  const cells = db.prepare<[number], StudyCell>(
    `SELECT arm, seed, runs.id AS runId FROM study_cells LEFT JOIN runs ON runs.number = run
     WHERE study = ? AND runs.deleted_at IS NULL ORDER BY arm, seed`,
  )
  const imported = db.prepare<[number], { imported: string }>('SELECT imported FROM study_cells WHERE study = ? AND imported IS NOT NULL ORDER BY arm, seed')
  const insert = db.prepare<[string, string, string, string, string]>('INSERT INTO studies (id, name, text, sha256, created_at) VALUES (?, ?, ?, ?, ?)')
  const put = db.prepare<[number, string, number, number | null, string | null]>(
    `INSERT INTO study_cells (study, arm, seed, run, imported) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (study, arm, seed) DO UPDATE SET run = excluded.run, imported = excluded.imported`,
  )
  const remove = db.prepare<[number]>('DELETE FROM studies WHERE number = ?')
  const record = ({ number, id, name, text, sha256, created_at: createdAt }: StudyRow): StudyRecord => ({ id, name, text, sha256, createdAt, cells: cells.all(number) })
  return {
    /** Newest first. */
    list: (): readonly StudyRecord[] => all.all().map(record),
    get: (key: string): StudyRecord => record(find(key)),
    imported: (key: string): readonly StudyResult[] => imported.all(find(key).number).map((row) => JSON.parse(row.imported) as StudyResult),
    add({ id, name, text, sha256, createdAt }: Omit<StudyRecord, 'cells'>): void {
      insert.run(id, name, text, sha256, createdAt)
    },
    putRun(key: string, arm: string, seed: number, run: number): void {
      put.run(find(key).number, arm, seed, run, null)
    },
    putImported(key: string, result: StudyResult): void {
      put.run(find(key).number, result.arm, result.seed, null, JSON.stringify(result))
    },
    /** Its runs stay. */
    remove(key: string): StudyRecord {
      const row = find(key)
      const removed = record(row)
      remove.run(row.number)
      return removed
    },
  }
}
