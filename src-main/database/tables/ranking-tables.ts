import { truthIds } from '../../../src-contract/domain/choices'
import type { RankingRow } from '../../../src-contract/domain/ranking'
import type { EntryColumn, RankingEntries, RankingEntriesRequest, RankingScatter } from '../../../src-contract/domain/ranking-view'
import { packRanking, unpackScores, type RankingFacts } from '../ranking-pack'
import type { Connection } from '../sqlite'

interface TableRow {
  readonly list: number
  readonly scores: Buffer
  readonly sha256: string
}

interface Table {
  readonly facts: readonly RankingFacts[]
  readonly accuracy: Float64Array
  readonly loss: Float64Array
}

/** The tables of finished rankings, in order of index: see ranking-pack.ts for how they are kept. */
export function rankingTables(db: Connection) {
  const find = db.prepare<[number], TableRow>('SELECT list, scores, sha256 FROM ranking_tables WHERE ranking = ?')
  const factsOf = db.prepare<[number], { facts: string }>('SELECT facts FROM ranking_lists WHERE number = ?')
  const addList = db.prepare<[string, string]>('INSERT INTO ranking_lists (sha256, facts) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const put = db.prepare<[number, Buffer, string, string]>(
    `INSERT INTO ranking_tables (ranking, list, scores, sha256) SELECT ?, number, ?, ? FROM ranking_lists WHERE sha256 = ?
     ON CONFLICT (ranking) DO UPDATE SET list = excluded.list, scores = excluded.scores, sha256 = excluded.sha256`,
  )
  const remove = db.prepare<[number]>('DELETE FROM ranking_tables WHERE ranking = ?')
  // Lists are shared and large, so the last one read stays parsed: pages of one table follow each other.
  let kept: { readonly list: number; readonly facts: readonly RankingFacts[] } | null = null

  const read = (ranking: number): Table => {
    const row = find.get(ranking)
    if (row === undefined) return { facts: [], accuracy: new Float64Array(), loss: new Float64Array() }
    if (kept?.list !== row.list) kept = { list: row.list, facts: JSON.parse(factsOf.get(row.list)?.facts ?? '[]') as RankingFacts[] }
    return { facts: kept.facts, ...unpackScores(row.scores, row.sha256) }
  }
  return {
    /** Null: there is no table (any more). */
    put(ranking: number, rows: readonly RankingRow[] | null): void {
      if (rows === null) {
        remove.run(ranking)
        return
      }
      const { list, scores, scoresSha256 } = packRanking(rows)
      addList.run(list.sha256, list.facts)
      put.run(ranking, scores, scoresSha256, list.sha256)
    },
    rows(ranking: number, from: number, limit: number): RankingRow[] {
      const table = read(ranking)
      return table.facts.slice(from, from + limit).map((_, at) => rowOf(table, from + at))
    },
    entries(ranking: number, { sort, search, parameters, offset, limit }: Omit<RankingEntriesRequest, 'rankingId'>): RankingEntries {
      const table = read(ranking)
      const wanted = search.trim()
      const [least, most] = [parameters?.min ?? -Infinity, parameters?.max ?? Infinity]
      const found: number[] = []
      for (const [at, fact] of table.facts.entries()) {
        if (fact.parameters < least || fact.parameters > most) continue
        if (wanted === '' || fact.architecture.includes(wanted) || String(fact.index ?? at + 1) === wanted) found.push(at)
      }
      const key = keyOf(table, sort.column)
      const sign = sort.descending ? -1 : 1
      found.sort((a, b) => compare(key(a), key(b), sign) || a - b)
      return { rows: found.slice(offset, offset + limit).map((at) => ({ ...rowOf(table, at), position: at })), total: found.length }
    },
    scatter(ranking: number): RankingScatter {
      const { facts, accuracy, loss } = read(ranking)
      const column = (value: (fact: RankingFacts) => number): Float32Array => Float32Array.from(facts, value)
      const [cifar10, cifar100, imagenet16] = truthIds.map((id) => column((fact) => fact.truth?.[id] ?? NaN))
      const truth = cifar10 === undefined || cifar100 === undefined || imagenet16 === undefined || facts.every((fact) => fact.truth === null) ? null : { cifar10, cifar100, imagenet16 }
      const indexed = facts.every((fact) => fact.index !== null)
      return {
        index: indexed ? Float64Array.from(facts, (fact) => fact.index ?? NaN) : null,
        architecture: indexed ? null : facts.map((fact) => fact.architecture),
        accuracy: Float32Array.from(accuracy),
        loss: Float32Array.from(loss),
        parameters: column((fact) => fact.parameters),
        multiplyAdds: column((fact) => fact.multiplyAdds),
        truth,
      }
    },
  }
}

function rowOf({ facts, accuracy, loss }: Table, at: number): RankingRow {
  const fact = facts[at]
  if (fact === undefined) throw new Error(`a ranking has no row ${at}`)
  return { ...fact, accuracy: accuracy[at] ?? 0, loss: loss[at] ?? 0 }
}

function keyOf({ facts, accuracy, loss }: Table, column: EntryColumn): (at: number) => number | null {
  switch (column) {
    case 'accuracy':
      return (at) => accuracy[at] ?? null
    case 'loss':
      return (at) => loss[at] ?? null
    case 'index':
      return (at) => facts[at]?.index ?? at
    case 'parameters':
    case 'multiplyAdds':
      return (at) => facts[at]?.[column] ?? null
    case 'cifar10':
    case 'cifar100':
    case 'imagenet16':
      return (at) => facts[at]?.truth?.[column] ?? null
  }
}

/** Nothing comes last, whichever way the rest goes. */
function compare(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return (a - b) * sign
}
