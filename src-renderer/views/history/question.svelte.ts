import type { RunColumn, RunFilter, RunSort, RunTableRequest, SavedView } from '../../../src-contract/domain/run-table'
import type { RunState } from '../../../src-contract/domain/choices'

export type ShownColumn = SavedView['columns'][number]
export type Arrangement = Omit<SavedView, 'id' | 'name'>

/** The view that is shown when the application starts; saved under this id, it replaces the one below. */
export const defaultViewId = 'default'

const shownAtFirst = ['name', 'state', 'dataset', 'config.method', 'config.rate.id', 'config.momentum.id', 'lossLast', 'lossMin', 'tau.loss.cifar10', 'steps', 'seconds', 'tags', 'created'] as const

export const firstArrangement: Arrangement = {
  shown: 'active',
  filters: [],
  search: '',
  sort: [],
  group: null,
  columns: shownAtFirst.map((column) => ({ column, width: null, pinned: column === 'name' })),
}

/** What the table of runs shows: which runs, in which order, and which columns of them. Outlives the screen. */
class Question {
  arrangement = $state.raw<Arrangement>(firstArrangement)
  /** The saved view that was opened; null for the first arrangement. */
  viewId = $state<string | null>(null)
  /** Values of the group column whose runs are folded away. */
  collapsed = $state.raw<ReadonlySet<string>>(new Set())
  /** Whether the default view was looked for, which happens once. */
  started = false

  readonly columns = $derived(this.arrangement.columns)
  readonly sort = $derived(this.arrangement.sort)
  readonly group = $derived(this.arrangement.group)
  /** States that are shown; empty for all. */
  readonly states = $derived(this.arrangement.filters.flatMap((filter) => (filter.operator === 'state' ? filter.states : [])))
  /** Conditions other than that on the state. */
  readonly conditions = $derived<readonly RunFilter[]>(this.arrangement.filters.filter((filter) => filter.operator !== 'state'))
  readonly isNarrowed = $derived(this.arrangement.filters.length > 0 || this.arrangement.search !== '')

  request(offset: number, limit: number, columns: readonly RunColumn[]): RunTableRequest {
    const { shown, filters, search, sort, group } = this.arrangement
    return { shown, filters: [...filters], search, sort: [...sort], group, columns: [...columns], offset, limit }
  }

  open(arrangement: Arrangement, viewId: string | null): void {
    const { shown, filters, search, sort, group, columns } = arrangement
    this.arrangement = { shown, filters, search, sort, group, columns }
    this.viewId = viewId
    this.collapsed = new Set()
  }

  change(part: Partial<Arrangement>): void {
    if (part.group !== undefined && part.group !== this.group) this.collapsed = new Set()
    this.arrangement = { ...this.arrangement, ...part }
  }

  toggleState(state: RunState): void {
    const states = this.states.includes(state) ? this.states.filter((each) => each !== state) : [...this.states, state]
    this.setFilters(this.conditions, states)
  }

  /** `index` among the conditions; at their end: a new one. */
  setCondition(index: number, filter: RunFilter): void {
    const conditions = [...this.conditions]
    conditions[index] = filter
    this.setFilters(conditions, this.states)
  }

  removeCondition(index: number): void {
    this.setFilters(this.conditions.filter((_, at) => at !== index), this.states)
  }

  /** Shows all runs again; columns, sort and groups stay. */
  widen(): void {
    this.change({ filters: [], search: '' })
  }

  /** By a header: ascending, descending, not at all. `beside`: after what is already sorted by. */
  sortBy(column: RunColumn, beside: boolean): void {
    const now = this.sort.find((each) => each.column === column)
    const next: RunSort[] = now === undefined ? [{ column, descending: false }] : now.descending ? [] : [{ column, descending: true }]
    if (!beside) this.change({ sort: next })
    else if (now === undefined) this.change({ sort: [...this.sort, ...next] })
    else this.change({ sort: this.sort.flatMap((each) => (each.column === column ? next : [each])) })
  }

  setSort(column: RunColumn, descending: boolean): void {
    this.change({ sort: [{ column, descending }] })
  }

  setColumn(column: RunColumn, change: Partial<ShownColumn>): void {
    this.change({ columns: this.columns.map((each) => (each.column === column ? { ...each, ...change } : each)) })
  }

  toggleColumn(column: RunColumn): void {
    const shown = this.columns.some((each) => each.column === column)
    this.change({ columns: shown ? this.columns.filter((each) => each.column !== column) : [...this.columns, { column, width: null, pinned: false }] })
  }

  toggleGroup(key: string): void {
    const collapsed = new Set(this.collapsed)
    if (!collapsed.delete(key)) collapsed.add(key)
    this.collapsed = collapsed
  }

  private setFilters(conditions: readonly RunFilter[], states: readonly RunState[]): void {
    const ofStates: RunFilter[] = states.length === 0 ? [] : [{ operator: 'state', states: [...states] }]
    this.change({ filters: [...conditions, ...ofStates] })
  }
}

export const question = new Question()
