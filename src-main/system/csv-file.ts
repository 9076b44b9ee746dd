import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { once } from 'node:events'
import { csvLine, type Cell } from '../../src-contract/csv'
import type { MetricRow } from '../../src-contract/domain/run'
import { diskError } from './disk-error'

/**
 * Writes a CSV file page by page, so that a million rows never stand in memory. It appears under its name when it is
 * whole; an earlier one of that name stays until then.
 */
export async function writeCsv(path: string, columns: readonly string[], pages: AsyncIterable<readonly (readonly Cell[])[]>): Promise<number> {
  const unfinished = `${path}.tmp`
  const stream = createWriteStream(unfinished)
  const end = finished(stream)
  // It is awaited below; until then its failure must not count as unhandled.
  end.catch(() => undefined)
  let rows = 0
  try {
    stream.write(csvLine(columns))
    for await (const page of pages) {
      rows += page.length
      if (!stream.write(page.map(csvLine).join(''))) await Promise.race([once(stream, 'drain'), end])
    }
    stream.end()
    await end
    renameSync(unfinished, path)
    return rows
  } catch (error) {
    stream.destroy()
    rmSync(unfinished, { force: true })
    throw diskError(error, `The file ${path} cannot be written`)
  }
}

export const metricColumns = ['step', 'stage', 'loss', 'rate', 'complexity', 'pool']

export function metricCells({ step, stage, loss, rate, complexity, pool }: MetricRow): Cell[] {
  return [step, stage, loss, rate, complexity, pool]
}

export async function* mapPages<T>(pages: AsyncIterable<readonly T[]>, cells: (row: T) => readonly Cell[]): AsyncGenerator<readonly (readonly Cell[])[]> {
  for await (const page of pages) yield page.map(cells)
}
