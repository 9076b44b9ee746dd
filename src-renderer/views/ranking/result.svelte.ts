import { SvelteMap } from 'svelte/reactivity'
import type { TruthId } from '../../../src-contract/domain/choices'
import type { RankingRecord, RankingRow, RankingSummary, ScoreId } from '../../../src-contract/domain/ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'
import type { RunRecord } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { Architecture, SearchSpace } from '../../../src-contract/search-space/search-space'
import { request } from '../../api/client'
import { asScore, drawn } from './points'

/** What the parts of a finished ranking's page share: its points, by which score and truth, and which architecture is looked at. */
export class RankingResult {
  score = $state<ScoreId>('loss')
  truth = $state<TruthId>('cifar10')
  /** Position in the order of the table (by index, or by operation numbers); null: none. */
  selected = $state<number | null>(null)
  readonly space: SearchSpace
  private readonly values = new Map<ScoreId, Float64Array>()
  private readonly rows = new SvelteMap<number, RankingRow>()

  constructor(
    readonly run: RunRecord,
    readonly ranking: RankingRecord,
    readonly summary: RankingSummary,
    readonly scatter: RankingScatter,
  ) {
    this.space = createSearchSpace(run.config.space, run.config.classes)
  }

  get length(): number {
    return this.scatter.loss.length
  }

  readonly truthValues = $derived.by(() => this.scatter.truth?.[this.truth] ?? null)
  /** Whose loss was not finite. */
  readonly broken = $derived.by(() => this.column('loss').reduce((count, value) => count + Number(Number.isNaN(value)), 0))

  /** As drawn; see points.ts. */
  column(score: ScoreId): Float64Array {
    const known = this.values.get(score)
    if (known !== undefined) return known
    const values = drawn(this.scatter, score)
    this.values.set(score, values)
    return values
  }

  /** Higher is better. */
  scores(score: ScoreId): Float64Array {
    return asScore(this.column(score), score)
  }

  /** The index, or the place in this ranking, from 1, where the space is too large for indices. */
  numberAt(at: number): number {
    return this.scatter.index?.[at] ?? at + 1
  }

  /** "Architecture 4321", or "Architecture no. 17" by its place in this ranking. */
  nameAt(at: number, number: (value: number) => string = String): string {
    return `Architecture ${this.scatter.index === null ? 'no. ' : ''}${number(this.numberAt(at))}`
  }

  /** Where a row of the summary stands. */
  positionOf({ index, architecture }: Pick<RankingRow, 'index' | 'architecture'>): number | null {
    const at = index === null ? (this.scatter.architecture?.indexOf(architecture) ?? -1) : (this.scatter.index?.indexOf(index) ?? -1)
    return at < 0 ? null : at
  }

  architectureAt(at: number): Architecture {
    const { index, architecture } = this.scatter
    return index === null ? this.space.parse(architecture?.[at] ?? '') : this.space.fromIndex(index[at] ?? 0)
  }

  select(row: Pick<RankingRow, 'index' | 'architecture'>): void {
    this.selected = this.positionOf(row)
  }

  /** The stored row with all its digits; undefined until it is there. */
  row(at: number): RankingRow | undefined {
    return this.rows.get(at)
  }

  async loadRow(at: number): Promise<void> {
    if (this.rows.has(at)) return
    const { rows } = await request('rankings.entries', { rankingId: this.ranking.id, sort: { column: 'index', descending: false }, search: '', offset: at, limit: 1 })
    if (rows[0] !== undefined) this.rows.set(at, rows[0])
  }
}
