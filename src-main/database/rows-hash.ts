import { createHash } from 'node:crypto'
import type { MetricRow } from '../../src-contract/domain/run'

const fieldsPerRow = 6
const rowsPerBlock = 1024

export type RowValues = readonly [step: number, stage: number, loss: number, rate: number, complexity: number, pool: number]

/**
 * SHA-256 over metric rows in order of step and stage: step, stage, loss, rate, complexity and pool, each as a float64,
 * little-endian, with -0 counted as 0 (SQLite does not keep its sign).
 */
export function rowsHash(rows: Iterable<MetricRow>): string {
  return hashOf(arrays(rows))
}

function* arrays(rows: Iterable<MetricRow>): Generator<RowValues> {
  for (const row of rows) yield [row.step, row.stage, row.loss, row.rate, row.complexity, row.pool]
}

/** The same over rows as SQLite gives them fastest: arrays of those values, in that order. */
export function hashOf(rows: Iterable<RowValues>): string {
  const hasher = new RowsHasher()
  for (const row of rows) hasher.add(row)
  return hasher.digest()
}

/** The same row by row. */
export class RowsHasher {
  private readonly hash = createHash('sha256')
  private readonly block = Buffer.alloc(rowsPerBlock * fieldsPerRow * 8)
  private end = 0

  add(row: RowValues): void {
    for (const value of row) this.end = this.block.writeDoubleLE(value + 0, this.end)
    if (this.end < this.block.length) return
    this.hash.update(this.block)
    this.end = 0
  }

  digest(): string {
    return this.hash.update(this.block.subarray(0, this.end)).digest('hex')
  }
}
