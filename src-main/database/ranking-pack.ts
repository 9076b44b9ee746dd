/**
 * The table of a finished ranking as it is kept. Facts: everything of a row but its scores, as JSON, shared by all
 * rankings of one list of architectures. Scores: accuracy and loss of each row as float64, little-endian.
 */
import { createHash } from 'node:crypto'
import type { RankingRow } from '../../src-contract/domain/ranking'
import { StudioError } from '../../src-contract/errors'

export type RankingFacts = Omit<RankingRow, 'accuracy' | 'loss'>

export interface PackedRanking {
  readonly list: { readonly sha256: string; readonly facts: string }
  readonly scores: Buffer
  readonly scoresSha256: string
}

const bytesPerRow = 16

export function packRanking(rows: readonly RankingRow[]): PackedRanking {
  const scores = Buffer.alloc(rows.length * bytesPerRow)
  const facts = rows.map(({ accuracy, loss, ...fact }, position) => {
    scores.writeDoubleLE(finite(accuracy), position * bytesPerRow)
    scores.writeDoubleLE(finite(loss), position * bytesPerRow + 8)
    return fact
  })
  const text = JSON.stringify(facts)
  return { list: { sha256: sha256(text), facts: text }, scores, scoresSha256: sha256(scores) }
}

/** @throws 'history-damaged' where the scores are not those that were stored */
export function unpackScores(scores: Buffer, expectedSha256: string): { accuracy: Float64Array; loss: Float64Array } {
  if (sha256(scores) !== expectedSha256) {
    throw new StudioError('history-damaged', 'The scores of this ranking are not those that were stored: the history was damaged. Rank again.')
  }
  const rows = scores.length / bytesPerRow
  const accuracy = new Float64Array(rows)
  const loss = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    accuracy[row] = scores.readDoubleLE(row * bytesPerRow)
    loss[row] = scores.readDoubleLE(row * bytesPerRow + 8)
  }
  return { accuracy, loss }
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

export function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new StudioError('not-a-number', 'A score of the ranking is not a finite number.')
}
