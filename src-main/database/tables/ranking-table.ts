/** The table of a ranking in memory, a supernet's or one made elsewhere: pages of it, and its points. Pure. */
import { truthIds } from '../../../src-contract/domain/choices'
import { ownScoreIds, type JudgedRow, type OwnScoreId } from '../../../src-contract/domain/imported-ranking'
import type { ArchitectureFacts } from '../../../src-contract/domain/ranking'
import type { EntryColumn, RankingEntries, RankingEntriesRequest, RankingScatter } from '../../../src-contract/domain/ranking-view'

export interface RankingTable {
  readonly facts: readonly ArchitectureFacts[]
  /** One value a row, for each score that the ranking has. */
  readonly scores: Readonly<Partial<Record<OwnScoreId, Float64Array>>>
}

export function rowOf({ facts, scores }: RankingTable, at: number): JudgedRow {
  const fact = facts[at]
  if (fact === undefined) throw new Error(`a ranking has no row ${at}`)
  return { ...fact, ...each(scores, (values) => values[at] ?? 0) }
}

export function entriesOf(table: RankingTable, { sort, search, parameters, offset, limit }: Omit<RankingEntriesRequest, 'rankingId'>): RankingEntries {
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
}

export function scatterOf({ facts, scores }: RankingTable): RankingScatter {
  const column = (value: (fact: ArchitectureFacts) => number): Float32Array => Float32Array.from(facts, value)
  const [cifar10, cifar100, imagenet16] = truthIds.map((id) => column((fact) => fact.truth?.[id] ?? NaN))
  const truth = cifar10 === undefined || cifar100 === undefined || imagenet16 === undefined || facts.every((fact) => fact.truth === null) ? null : { cifar10, cifar100, imagenet16 }
  const indexed = facts.every((fact) => fact.index !== null)
  return {
    index: indexed ? Float64Array.from(facts, (fact) => fact.index ?? NaN) : null,
    architecture: indexed ? null : facts.map((fact) => fact.architecture),
    ...each(scores, (values) => Float32Array.from(values)),
    parameters: column((fact) => fact.parameters),
    multiplyAdds: column((fact) => fact.multiplyAdds),
    truth,
  }
}

function each<Value>(scores: RankingTable['scores'], value: (values: Float64Array) => Value): Partial<Record<OwnScoreId, Value>> {
  return Object.fromEntries(ownScoreIds.flatMap((id) => (scores[id] === undefined ? [] : [[id, value(scores[id])]])))
}

function keyOf({ facts, scores }: RankingTable, column: EntryColumn): (at: number) => number | null {
  switch (column) {
    case 'accuracy':
    case 'loss':
    case 'score':
      return (at) => scores[column]?.[at] ?? null
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
