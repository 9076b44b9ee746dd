/**
 * The table of a ranking as it is kept. Facts: everything of a row but its scores, as JSON, shared by all rankings of one
 * list of architectures. Scores: those of each row, one after the other, as float64, little-endian.
 */
import { createHash } from 'node:crypto'
import type { JudgedRow, OwnScoreId } from '../../src-contract/domain/imported-ranking'
import { StudioError } from '../../src-contract/errors'
import type { RankingTable } from './tables/ranking-table'

export interface PackedRanking {
  readonly list: { readonly sha256: string; readonly facts: string }
  readonly scores: Buffer
  readonly scoresSha256: string
}

/** What a row of either kind of ranking holds, in the order in which it is packed. */
export const supernetScores: readonly OwnScoreId[] = ['accuracy', 'loss']
export const importedScores: readonly OwnScoreId[] = ['score']

export function packRanking(rows: readonly JudgedRow[], ids: readonly OwnScoreId[]): PackedRanking {
  const scores = Buffer.alloc(rows.length * ids.length * 8)
  const facts = rows.map((row, position) => {
    ids.forEach((id, column) => scores.writeDoubleLE(finite(row[id] ?? NaN), (position * ids.length + column) * 8))
    const { index, architecture, parameters, multiplyAdds, truth } = row
    return { index, architecture, parameters, multiplyAdds, truth }
  })
  const text = JSON.stringify(facts)
  return { list: { sha256: sha256(text), facts: text }, scores, scoresSha256: sha256(scores) }
}

/** @throws 'history-damaged' where the scores are not those that were stored */
export function unpackScores(scores: Buffer, expectedSha256: string, ids: readonly OwnScoreId[]): RankingTable['scores'] {
  if (sha256(scores) !== expectedSha256) {
    throw new StudioError('history-damaged', 'The scores of this ranking are not those that were stored: the history was damaged. Rank or import again.')
  }
  const rows = scores.length / (8 * ids.length)
  const column = (number: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => scores.readDoubleLE((row * ids.length + number) * 8))
  return Object.fromEntries(ids.map((id, number) => [id, column(number)]))
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

export function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new StudioError('not-a-number', 'A score of the ranking is not a finite number.')
}
