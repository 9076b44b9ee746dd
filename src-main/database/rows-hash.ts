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
  const hash = createHash('sha256')
  const block = Buffer.alloc(rowsPerBlock * fieldsPerRow * 8)
  let end = 0
  for (const row of rows) {
    for (const value of row) end = block.writeDoubleLE(value + 0, end)
    if (end === block.length) {
      hash.update(block)
      end = 0
    }
  }
  return hash.update(block.subarray(0, end)).digest('hex')
}
