/** Conditions on runs as people read and write them. */
import type { RunColumn, RunFilter } from '../../../src-contract/domain/run-table'
import { columnInfo, isNumeric, type ColumnInfo } from '../../components/table/column-info'
import { formatCell } from '../../components/table/format-cell'

export type ConditionOperator = 'contains' | 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'empty' | 'present' | 'has' | 'lacks'

/** What is typed into the editor. */
export interface Draft {
  readonly column: RunColumn
  readonly operator: ConditionOperator
  readonly value: string
}

const words: Readonly<Record<ConditionOperator, string>> = {
  contains: 'contains', eq: 'is', ne: 'is not', gt: 'above', ge: 'at least', lt: 'below', le: 'at most', empty: 'is empty', present: 'is there', has: 'has', lacks: 'lacks',
}
const timeWords: Partial<Record<ConditionOperator, string>> = { ge: 'since', lt: 'before' }

export function operatorsOf(info: ColumnInfo): readonly ConditionOperator[] {
  if (info.kind === 'tags') return ['has', 'lacks']
  if (info.kind === 'yes-no') return ['eq', 'ne']
  if (info.kind === 'time') return ['ge', 'lt', 'empty', 'present']
  if (isNumeric(info)) return ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'empty', 'present']
  return info.choices === undefined ? ['contains', 'eq', 'ne', 'empty', 'present'] : ['eq', 'ne', 'empty', 'present']
}

export function operatorName(operator: ConditionOperator, info: ColumnInfo): string {
  return (info.kind === 'time' ? timeWords[operator] : undefined) ?? words[operator]
}

export const needsValue = (operator: ConditionOperator): boolean => operator !== 'empty' && operator !== 'present'

/** The condition, or a sentence on what is missing. */
export function conditionOf({ column, operator, value }: Draft): RunFilter | string {
  const info = columnInfo(column)
  const text = value.trim()
  if (operator === 'empty') return { operator: 'eq', column, value: null }
  if (operator === 'present') return { operator: 'ne', column, value: null }
  if (text === '') return 'Give a value.'
  if (operator === 'has' || operator === 'lacks') return { operator, tag: text }
  if (operator === 'contains') return { operator, column, value: text }
  if (info.kind === 'yes-no') return { operator: operator === 'ne' ? 'ne' : 'eq', column, value: text === 'yes' ? 1 : 0 }
  if (info.kind === 'time') return timeCondition(column, operator, text)
  if (!isNumeric(info)) return { operator: operator === 'ne' ? 'ne' : 'eq', column, value: settingValue(column, text) }
  const number = Number(text.replace(',', '.'))
  if (!Number.isFinite(number)) return `${info.label} is a number, and "${text}" is none.`
  return { operator, column, value: number }
}

/** Days begin in the user's zone; the history keeps UTC. */
function timeCondition(column: RunColumn, operator: ConditionOperator, day: string): RunFilter | string {
  const date = new Date(`${day}T00:00:00`)
  if (Number.isNaN(date.getTime())) return 'Give a day as year-month-day.'
  return { operator: operator === 'lt' ? 'lt' : 'ge', column, value: date.toISOString() }
}

/** A setting that this version has no name for may be a number. */
function settingValue(column: RunColumn, text: string): string | number {
  return column.startsWith('config.') && Number.isFinite(Number(text)) ? Number(text) : text
}

/** For the editor; conditions that it cannot show give null. */
export function draftOf(filter: RunFilter): Draft | null {
  if (filter.operator === 'state' || filter.operator === 'in') return null
  if ('tag' in filter) return { column: 'tags', operator: filter.operator, value: filter.tag }
  const { column, operator, value } = filter
  if (value === null) return { column, operator: operator === 'eq' ? 'empty' : 'present', value: '' }
  const { kind } = columnInfo(column)
  if (kind === 'yes-no') return { column, operator, value: value === 1 ? 'yes' : 'no' }
  if (kind === 'time') return { column, operator, value: localDay(String(value)) }
  return { column, operator, value: String(value) }
}

export function describeCondition(filter: RunFilter): string {
  if (filter.operator === 'state') return `State is ${filter.states.join(' or ')}`
  if (filter.operator === 'in') return `${columnInfo(filter.column).label} is one of ${filter.values.length}`
  const draft = draftOf(filter)
  if (draft === null) return ''
  const info = columnInfo(draft.column)
  const start = `${info.label} ${operatorName(draft.operator, info)}`
  if (!needsValue(draft.operator)) return start
  const value = 'value' in filter ? filter.value : null
  return `${start} ${typeof value === 'number' && info.kind !== 'yes-no' ? formatCell(info.kind, value) : draft.value}`
}

function localDay(iso: string): string {
  const date = new Date(iso)
  return [String(date.getFullYear()).padStart(4, '0'), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-')
}
