import type { RunCell, RunColumn } from '../../../src-contract/domain/run-table'
import { relativeTick } from '../../charts/ticks'
import { formatCell } from '../../components/table/format-cell'
import { columnInfo, isNumeric, type ColumnKind } from '../../components/table/column-info'
import { differs, outcomes, type ComparedRun, type Comparison } from './compared-runs.svelte'

/** Columns whose values are numbers in every run that has one. */
export function numericColumns(comparison: Comparison): readonly RunColumn[] {
  return [...comparison.settings, ...outcomes].filter((column) => isNumberColumn(comparison.runs, column))
}

export function isNumberColumn(runs: readonly ComparedRun[], column: RunColumn): boolean {
  const values = runs.map(({ cells }) => cells.get(column) ?? null)
  return isNumeric(columnInfo(column)) && values.some((value) => value !== null) && values.every((value) => value === null || typeof value === 'number')
}

/** Labels of an axis, and the least distance of its ticks at which they still differ; `greatest`: of its values. */
export function axisOf(column: RunColumn, greatest: number): { readonly format: (value: number) => string; readonly minInterval: number } {
  const { kind } = columnInfo(column)
  if (kind === 'duration') return { format: relativeTick, minInterval: greatest < 60 ? 0.01 : greatest < 3600 ? 1 : 60 }
  const least: Partial<Record<ColumnKind, number>> = { count: 1, whole: 1, percent: 0.01, share: 0.001, loss: 0.0001 }
  return { format: (value) => formatCell(kind, Number(value.toPrecision(6))), minInterval: least[kind] ?? 0 }
}

/** At first: up to four settings that differ, then what came of them. */
export function firstAxes({ runs, settings }: Comparison): readonly RunColumn[] {
  const left = new Set<RunColumn>(['config.datasetId', 'config.datasetFingerprint', 'config.seed'])
  const results: readonly RunColumn[] = ['lossMin', 'tau.loss.cifar10', 'top1.loss.cifar10']
  return [...settings.filter((column) => !left.has(column) && differs(runs, column)).slice(0, 4), ...results.filter((column) => isNumberColumn(runs, column))]
}

/** At first: the first setting that all have and that differs, against how well the supernet orders where that is known. */
export function firstPair(comparison: Comparison): { readonly x: RunColumn; readonly y: RunColumn } {
  const columns = numericColumns(comparison)
  const setting = columns.find((column) => column.startsWith('config.') && column !== 'config.seed' && differs(comparison.runs, column) && comparison.runs.every((run) => numberAt(run, column) !== null))
  const y = columns.includes('tau.loss.cifar10') ? 'tau.loss.cifar10' : 'lossMin'
  return { x: setting ?? 'seconds', y }
}

export const numberAt = (run: ComparedRun, column: RunColumn): number | null => {
  const value: RunCell = run.cells.get(column) ?? null
  return typeof value === 'number' ? value : null
}
