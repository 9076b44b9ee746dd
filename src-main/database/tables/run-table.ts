/** The table of runs in the history screen. The questions are free, so kysely puts the SQL together; nothing runs in it. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql, type Compilable, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { RunState } from '../../../src-contract/domain/choices'
import type { RunCell, RunFilter, RunTablePage, RunTableRequest, RunTableRow } from '../../../src-contract/domain/run-table'
import type { Connection } from '../sqlite'
import { columnValue, type RunTables } from './run-columns'

/** Compiles only: the history has one connection, and it is not kysely's. */
const compiler = new Kysely<RunTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

const mostGroups = 1000

interface FoundRow {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly state: RunState
  readonly steps: number
  readonly totalSteps: number
  readonly colour: string | null
  readonly pinned: number
  readonly archived: number
  readonly tags: string | null
  readonly group: RunCell
  readonly [cell: `cell${number}`]: RunCell
}

export function runQueries(db: Connection) {
  function all<Row>(query: Compilable): Row[] {
    const { sql: text, parameters } = query.compile()
    return db.prepare<unknown[], Row>(text).all(...parameters.map(bindable))
  }
  function column<Value>(query: Compilable): Value[] {
    const { sql: text, parameters } = query.compile()
    return db.prepare<unknown[], Value>(text).pluck().all(...parameters.map(bindable))
  }
  return {
    query(request: RunTableRequest): RunTablePage {
      // All that pass, by number only: that is also their count. The cells are read for the rows of the page.
      const numbers = column<number>(ordered(request).select('runs.number'))
      const page = numbers.slice(request.offset, request.offset + request.limit)
      const rows = page.length === 0 ? [] : all<FoundRow>(cells(page, request)).map((row) => shown(row, request))
      return { rows, total: numbers.length, groups: groupsOf(request) }
    },
  }

  function groupsOf(request: RunTableRequest): RunTablePage['groups'] {
    if (request.group === null) return null
    const value = columnValue(request.group)
    const query = selected(request)
      .select([value.as('value'), sql<number>`count(*)`.as('runs')])
      .groupBy(sql`1`)
      .orderBy(sql`1 IS NULL, 1`)
      .limit(mostGroups)
    return all<{ value: RunCell; runs: number }>(query)
  }
}

function selected({ shown: which, filters, search }: RunTableRequest) {
  return compiler.selectFrom('runs').where((where) => where.and([visible(which), ...filters.map(condition), ...words(search).map(mentions)]))
}

/** Pinned first, then by group so that groups stay together, then as asked, then the newest: an order without ties. */
function ordered(request: RunTableRequest) {
  const keys: RawBuilder<unknown>[] = [sql`runs.pinned DESC`]
  if (request.group !== null) keys.unshift(sql`${columnValue(request.group)} IS NULL, ${columnValue(request.group)}`)
  for (const { column, descending } of request.sort) {
    const value = columnValue(column)
    // What a run does not have comes last either way.
    keys.push(descending ? sql`${value} DESC NULLS LAST` : sql`${value} ASC NULLS LAST`)
  }
  return selected(request).orderBy(sql.join([...keys, sql`runs.number DESC`]))
}

function cells(page: readonly number[], { columns, group }: RunTableRequest) {
  const order = JSON.stringify(page)
  return compiler
    .selectFrom('runs')
    .innerJoin(sql<{ key: number; value: number }>`json_each(${order})`.as('page'), 'page.value', 'runs.number')
    .select(['runs.id', 'runs.number', 'runs.name', 'runs.state', 'runs.steps', 'runs.total_steps as totalSteps', 'runs.colour', 'runs.pinned', 'runs.archived'])
    .select(columnValue('tags').as('tags'))
    .select((group === null ? sql`NULL` : columnValue(group)).as('group'))
    .select(columns.map((column, at) => columnValue(column).as(`cell${at}`)))
    .orderBy('page.key')
}

function shown(row: FoundRow, { columns }: RunTableRequest): RunTableRow {
  const { id, number, name, state, steps, totalSteps, colour, pinned, archived, tags, group } = row
  return {
    ...{ id, number, name, state, steps, totalSteps, colour, group },
    pinned: pinned === 1,
    archived: archived === 1,
    tags: tags === null ? [] : tags.split('\n'),
    cells: columns.map((_, at) => row[`cell${at}`] ?? null),
  }
}

function visible(which: RunTableRequest['shown']): Expression<SqlBool> {
  switch (which) {
    case 'active':
      return sql<SqlBool>`runs.deleted_at IS NULL AND runs.archived = 0`
    case 'archived':
      return sql<SqlBool>`runs.deleted_at IS NULL AND runs.archived = 1`
    case 'deleted':
      return sql<SqlBool>`runs.deleted_at IS NOT NULL`
    case 'all':
      return sql<SqlBool>`runs.deleted_at IS NULL`
  }
}

function condition(filter: RunFilter): Expression<SqlBool> {
  switch (filter.operator) {
    case 'eq':
      return sql<SqlBool>`${columnValue(filter.column)} IS ${filter.value}`
    case 'ne':
      return sql<SqlBool>`${columnValue(filter.column)} IS NOT ${filter.value}`
    case 'contains':
      return sql<SqlBool>`instr(lower(${columnValue(filter.column)}), lower(${filter.value})) > 0`
    case 'gt':
      return sql<SqlBool>`${columnValue(filter.column)} > ${filter.value}`
    case 'lt':
      return sql<SqlBool>`${columnValue(filter.column)} < ${filter.value}`
    case 'ge':
      return sql<SqlBool>`${columnValue(filter.column)} >= ${filter.value}`
    case 'le':
      return sql<SqlBool>`${columnValue(filter.column)} <= ${filter.value}`
    case 'in': {
      const value = columnValue(filter.column)
      const some = filter.values.filter((each) => each !== null)
      const inList = some.length === 0 ? sql`0` : sql`coalesce(${value} IN (${sql.join(some)}), 0)`
      return filter.values.length === some.length ? sql<SqlBool>`${inList}` : sql<SqlBool>`(${inList} OR ${value} IS NULL)`
    }
    case 'state':
      return filter.states.length === 0 ? sql<SqlBool>`0` : sql<SqlBool>`runs.state IN (${sql.join(filter.states)})`
    case 'has':
      return sql<SqlBool>`EXISTS (SELECT 1 FROM run_tags WHERE run = runs.number AND tag = ${filter.tag})`
    case 'lacks':
      return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM run_tags WHERE run = runs.number AND tag = ${filter.tag})`
  }
}

function words(search: string): string[] {
  return search.split(/\s+/).filter((word) => word !== '')
}

function mentions(word: string): Expression<SqlBool> {
  const within = (['name', 'id', 'notes', 'group', 'tags', 'dataset'] as const).map((column) => sql`instr(lower(${columnValue(column)}), lower(${word})) > 0`)
  return sql<SqlBool>`(${sql.join(within, sql` OR `)})`
}

/** SQLite has no truth values. */
function bindable(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}
