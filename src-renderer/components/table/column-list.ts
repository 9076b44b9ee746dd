import { rankingColumns, runColumns, trackedColumns, type RunColumn } from '../../../src-contract/domain/run-table'
import { columnInfo, type ColumnInfo } from './column-info'

/** Shown by other means, or always alike in the lists that are offered. */
const left = new Set<RunColumn>(['deletedAt'])

/** Every column there is, by heading, in the order of the lists; `paths`: settings that occur in the history. */
export function columnsByHeading(paths: readonly string[]): ReadonlyMap<ColumnInfo['heading'], readonly ColumnInfo[]> {
  const settings = paths.map((path): RunColumn => `config.${path}`).filter((column) => /^config(\.[A-Za-z][A-Za-z0-9_]{0,63}){1,8}$/.test(column))
  const all: readonly RunColumn[] = [...runColumns.filter((column) => !left.has(column)), ...rankingColumns, ...trackedColumns, ...settings]
  const byHeading = Map.groupBy(all.map(columnInfo), ({ heading }) => heading)
  return new Map((['Run', 'Setting', 'Progress', 'Loss', 'Ranking', 'Tracking'] as const).map((heading) => [heading, byLabel(byHeading.get(heading) ?? [])]))
}

function byLabel(columns: readonly ColumnInfo[]): ColumnInfo[] {
  return [...columns].sort((a, b) => a.label.localeCompare(b.label))
}
