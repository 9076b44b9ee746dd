import type { ImportedRanking, ImportedRow } from '../../../src-contract/domain/imported-ranking'
import type { RankingEntries, RankingEntriesRequest, RankingScatter } from '../../../src-contract/domain/ranking-view'
import { findOne } from '../find-one'
import { importedScores, packRanking, unpackScores } from '../ranking-pack'
import type { Connection } from '../sqlite'
import { rankingLists } from './ranking-lists'
import { entriesOf, scatterOf, type RankingTable } from './ranking-table'

interface ImportedRecordRow {
  readonly id: string
  readonly record: string
  readonly list: number
  readonly scores: Buffer
  readonly sha256: string
}

/** Rankings of scores made elsewhere. */
export function importedRankingTable(db: Connection) {
  const find = findOne((where) => db.prepare<[string], ImportedRecordRow>(`SELECT id, record, list, scores, sha256 FROM imported_rankings ${where}`), { byName: true, missing: 'ranking-missing', noun: 'imported ranking' })
  const list = db.prepare<[], { record: string }>('SELECT record FROM imported_rankings ORDER BY number DESC')
  const insert = db.prepare<[string, string, string, Buffer, string, string]>(
    'INSERT INTO imported_rankings (id, name, record, list, scores, sha256) SELECT ?, ?, ?, number, ?, ? FROM ranking_lists WHERE sha256 = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM imported_rankings WHERE id = ?')
  const lists = rankingLists(db)

  const read = (key: string): RankingTable => {
    const row = find(key)
    return { facts: lists.facts(row.list), scores: unpackScores(row.scores, row.sha256, importedScores) }
  }
  return {
    /** Newest first. */
    list: (): readonly ImportedRanking[] => list.all().map(({ record }) => JSON.parse(record) as ImportedRanking),
    get: (key: string): ImportedRanking => JSON.parse(find(key).record) as ImportedRanking,
    add(ranking: ImportedRanking, rows: readonly ImportedRow[]): void {
      const packed = packRanking(rows, importedScores)
      lists.add(packed.list)
      insert.run(ranking.id, ranking.name, JSON.stringify(ranking), packed.scores, packed.scoresSha256, packed.list.sha256)
    },
    remove(id: string): void {
      remove.run(id)
    },
    entries: (key: string, request: Omit<RankingEntriesRequest, 'rankingId'>): RankingEntries => entriesOf(read(key), request),
    scatter: (key: string): RankingScatter => scatterOf(read(key)),
  }
}
