import type { RunCell } from '../../../src-contract/domain/run-table'
import { correlation, count, duration, when, withMinus } from '../format'
import type { ColumnKind } from './column-info'

/** A number that may be any: 4 significant digits, exact where those suffice. */
export function plainNumber(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e6 ? count(value) : withMinus(value.toPrecision(4))
  const size = Math.abs(value)
  return withMinus(size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2))
}

/** `null` (a run does not have it) reads as a dash. */
export function formatCell(kind: ColumnKind, value: RunCell): string {
  if (value === null || value === '') return '–'
  if (kind === 'yes-no') return value === 1 ? 'yes' : 'no'
  if (kind === 'time') return when(String(value))
  if (kind === 'tags') return String(value).replaceAll('\n', ', ')
  if (typeof value === 'string') return value
  switch (kind) {
    case 'count':
      return count(value)
    case 'duration':
      return duration(value)
    case 'share':
      return correlation(value)
    case 'percent':
      return `${value.toFixed(2)} %`
    case 'loss':
      // Losses stand under each other: as many digits for all.
      return withMinus(Math.abs(value) >= 1e-3 ? value.toFixed(4) : value.toExponential(2))
    case 'number':
      return plainNumber(value)
    default:
      return String(value)
  }
}
