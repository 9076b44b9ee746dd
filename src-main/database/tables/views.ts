import type { SavedView } from '../../../src-contract/domain/run-table'
import type { Connection } from '../sqlite'

/** Tables of runs as someone arranged and saved them. */
export function viewTable(db: Connection) {
  const list = db.prepare<[], { record: string }>("SELECT record FROM views ORDER BY record ->> '$.name', id")
  const put = db.prepare<[string, string]>('INSERT INTO views (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record')
  const remove = db.prepare<[string]>('DELETE FROM views WHERE id = ?')
  return {
    list: (): readonly SavedView[] => list.all().map(({ record }) => JSON.parse(record) as SavedView),
    put(view: SavedView): void {
      put.run(view.id, JSON.stringify(view))
    },
    remove(id: string): void {
      remove.run(id)
    },
  }
}
