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
  /** Position in the order of index; null: none. */
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
    return this.scatter.index.length
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

  indexAt(at: number): number {
    return this.scatter.index[at] ?? 0
  }

  /** Positions are in order of index. */
  positionOf(index: number): number | null {
    const { index: all } = this.scatter
    let [low, high] = [0, all.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const value = all[middle] ?? 0
      if (value === index) return middle
      if (value < index) low = middle + 1
      else high = middle - 1
    }
    return null
  }

  architectureAt(at: number): Architecture {
    return this.space.fromIndex(this.indexAt(at))
  }

  selectIndex(index: number): void {
    this.selected = this.positionOf(index)
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
