import { truthIds, type SpaceId, type TruthId } from '../domain/choices'
import { StudioError } from '../errors'

/** Measured accuracies of every architecture of a space, by architecture index. */
export interface GroundTruth {
  readonly architectures: number
  /** Percent, after 200 epochs of training from scratch; mean over the trainings of the table. */
  readonly valid: Readonly<Record<TruthId, Float64Array>>
  readonly test: Readonly<Record<TruthId, Float64Array>>
  /** Indices of the architectures that the paper's code evaluates, ascending. */
  readonly paperSubset: readonly number[]
  /** Highest test accuracy of the table. */
  readonly optimum: Readonly<Record<TruthId, number>>
}

/** Architectures of the paper's subset, for those who do not read the table, which says so itself. */
export const paperSubsetSize = 327

/** The subset is part of the one space's table. */
export function hasPaperSubset(space: SpaceId): boolean {
  return space === 'nas-bench-201'
}

const header = ['index', ...truthIds.flatMap((truth) => [`${truth}_valid`, `${truth}_test`]), 'paper_subset']

/**
 * Reads a table: a header line, then one line per architecture in order of index with six accuracies in percent and
 * 0 or 1 for the paper's subset. Throws 'config-invalid' naming source and line.
 */
export function parseGroundTruth(text: string, source: string, architectures: number): GroundTruth {
  const lines = text.trimEnd().split(/\r?\n/)
  const fail = (line: number, reason: string): never => {
    throw new StudioError('config-invalid', `${source}, line ${line}: ${reason}. Reinstall the app to restore the file.`)
  }
  if (lines[0] !== header.join(',')) fail(1, `the header must be "${header.join(',')}"`)
  if (lines.length - 1 !== architectures) fail(lines.length, `${architectures} architectures are needed, found ${lines.length - 1}`)

  const emptyColumns = (): Record<TruthId, Float64Array> => ({
    cifar10: new Float64Array(architectures),
    cifar100: new Float64Array(architectures),
    imagenet16: new Float64Array(architectures),
  })
  const valid = emptyColumns()
  const test = emptyColumns()
  const paperSubset: number[] = []
  const optimum: Record<TruthId, number> = { cifar10: 0, cifar100: 0, imagenet16: 0 }

  for (let index = 0; index < architectures; index++) {
    const cells = (lines[index + 1] ?? '').split(',')
    const line = index + 2
    if (cells.length !== header.length) fail(line, `${header.length} values are needed, found ${cells.length}`)
    if (cells[0] !== String(index)) fail(line, `index ${index} expected, found "${cells[0]}"`)
    const accuracy = (column: number): number => {
      const cell = cells[column] ?? ''
      const value = /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : NaN
      return value <= 100 ? value : fail(line, `${header[column]} must be from 0 to 100, found "${cell}"`)
    }
    truthIds.forEach((truth, position) => {
      valid[truth][index] = accuracy(1 + 2 * position)
      const measured = accuracy(2 + 2 * position)
      test[truth][index] = measured
      optimum[truth] = Math.max(optimum[truth], measured)
    })
    const flag = cells[header.length - 1]
    if (flag === '1') paperSubset.push(index)
    else if (flag !== '0') fail(line, `paper_subset must be 0 or 1, found "${flag}"`)
  }
  return { architectures, valid, test, paperSubset, optimum }
}
