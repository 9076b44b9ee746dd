import type { RankingRow } from '../../../src-contract/domain/ranking'
import type { RankingEntries, RankingEntriesRequest, RankingScatter } from '../../../src-contract/domain/ranking-view'
import { packRanking, supernetScores, unpackScores } from '../ranking-pack'
import type { Connection } from '../sqlite'
import { rankingLists } from './ranking-lists'
import { entriesOf, rowOf, scatterOf, type RankingTable } from './ranking-table'

interface TableRow {
  readonly list: number
  readonly scores: Buffer
  readonly sha256: string
}

/** The tables of finished rankings, in order of index: see ranking-pack.ts for how they are kept. */
export function rankingTables(db: Connection) {
  const find = db.prepare<[number], TableRow>('SELECT list, scores, sha256 FROM ranking_tables WHERE ranking = ?')
  const put = db.prepare<[number, Buffer, string, string]>(
    `INSERT INTO ranking_tables (ranking, list, scores, sha256) SELECT ?, number, ?, ? FROM ranking_lists WHERE sha256 = ?
     ON CONFLICT (ranking) DO UPDATE SET list = excluded.list, scores = excluded.scores, sha256 = excluded.sha256`,
  )
  const remove = db.prepare<[number]>('DELETE FROM ranking_tables WHERE ranking = ?')
  const lists = rankingLists(db)

  const read = (ranking: number): RankingTable => {
    const row = find.get(ranking)
    return row === undefined ? { facts: [], scores: {} } : { facts: lists.facts(row.list), scores: unpackScores(row.scores, row.sha256, supernetScores) }
  }
  return {
    /** Null: there is no table (any more). */
    put(ranking: number, rows: readonly RankingRow[] | null): void {
      if (rows === null) {
        remove.run(ranking)
        return
      }
      const { list, scores, scoresSha256 } = packRanking(rows, supernetScores)
      lists.add(list)
      put.run(ranking, scores, scoresSha256, list.sha256)
    },
    rows(ranking: number, from: number, limit: number): RankingRow[] {
      const table = read(ranking)
      // What was packed is unpacked: each row has both scores.
      return table.facts.slice(from, from + limit).map((_, at) => rowOf(table, from + at) as RankingRow)
    },
    entries: (ranking: number, request: Omit<RankingEntriesRequest, 'rankingId'>): RankingEntries => entriesOf(read(ranking), request),
    scatter: (ranking: number): RankingScatter => scatterOf(read(ranking)),
  }
}
