/** Metric rows as columns: step (uint32), loss, rate, complexity (float32) and pool (uint32), all little-endian. */

export type PageRow = readonly [step: number, loss: number, rate: number, complexity: number, pool: number]

export interface MetricColumns {
  readonly step: Uint32Array
  readonly loss: Float32Array
  readonly rate: Float32Array
  readonly complexity: Float32Array
  readonly pool: Uint32Array
}

const columns = 5
const bytes = 4

export function packColumns(rows: readonly PageRow[]): Buffer {
  const packed = Buffer.alloc(rows.length * columns * bytes)
  const { step, loss, rate, complexity, pool } = columnsOver(packed.buffer, packed.byteOffset, rows.length)
  for (const [at, row] of rows.entries()) {
    step[at] = row[0]
    loss[at] = row[1]
    rate[at] = row[2]
    complexity[at] = row[3]
    pool[at] = row[4]
  }
  return packed
}

export function unpackColumns(packed: Buffer): MetricColumns {
  const rows = packed.length / (columns * bytes)
  if (packed.byteOffset % bytes === 0) return columnsOver(packed.buffer, packed.byteOffset, rows)
  const aligned = new Uint8Array(packed)
  return columnsOver(aligned.buffer, 0, rows)
}

function columnsOver(buffer: ArrayBufferLike, offset: number, rows: number): MetricColumns {
  const at = (column: number): number => offset + column * rows * bytes
  return {
    step: new Uint32Array(buffer, at(0), rows),
    loss: new Float32Array(buffer, at(1), rows),
    rate: new Float32Array(buffer, at(2), rows),
    complexity: new Float32Array(buffer, at(3), rows),
    pool: new Uint32Array(buffer, at(4), rows),
  }
}
