import { SvelteMap } from 'svelte/reactivity'
import type { TruthId } from '../../../src-contract/domain/choices'
import type { JudgedRow, OwnScoreId } from '../../../src-contract/domain/imported-ranking'
import type { RankingScatter } from '../../../src-contract/domain/ranking-view'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { Architecture, SearchSpace } from '../../../src-contract/search-space/search-space'
import { request } from '../../api/client'
import { entriesRequest } from './entry-rows.svelte'
import { isFloor, isTruth, type AnyScoreId, type Judged } from './judged'
import { asScore, drawn, placesOf } from './points'

/** What the parts of a finished ranking's page share: its points, by which score and truth, and which architecture is looked at. */
export class RankingResult {
  score = $state<AnyScoreId>('loss')
  truth = $state<TruthId>('cifar10')
  /** Position in the order of the table (by index, or by operation numbers); null: none. */
  selected = $state<number | null>(null)
  readonly space: SearchSpace
  private readonly values = new Map<AnyScoreId, Float64Array>()
  private readonly places = new Map<AnyScoreId | TruthId, Uint32Array>()
  private readonly rows = new SvelteMap<number, JudgedRow>()

  constructor(
    readonly judged: Judged,
    readonly scatter: RankingScatter,
  ) {
    this.space = createSearchSpace(judged.space, judged.classes)
    this.score = this.bestScore
  }

  get length(): number {
    return this.scatter.parameters.length
  }

  /** The own score that is to be trusted before others. */
  get bestScore(): OwnScoreId {
    return this.judged.scores[0] ?? 'score'
  }

  /** The chosen score where it is an own one, else the one to be trusted: size against size would be no question. */
  readonly ownScore = $derived.by(() => this.judged.scores.find((id) => id === this.score) ?? this.bestScore)

  readonly truthValues = $derived.by(() => this.scatter.truth?.[this.truth] ?? null)
  /** Whose loss was not finite. */
  readonly broken = $derived.by(() => this.column(this.bestScore).reduce((count, value) => count + Number(Number.isNaN(value)), 0))

  /** As drawn; see points.ts. */
  column(score: AnyScoreId): Float64Array {
    const known = this.values.get(score)
    if (known !== undefined) return known
    const values = drawn(this.scatter, score)
    this.values.set(score, values)
    return values
  }

  /** Higher is better. */
  scores(score: AnyScoreId): Float64Array {
    return asScore(this.column(score), isFloor(score) ? 'high' : (this.judged.better[score] ?? 'high'))
  }

  /** Places from 1 by a score or in truth; ties by the lower index. */
  placesBy(id: AnyScoreId | TruthId): Uint32Array {
    const known = this.places.get(id)
    if (known !== undefined) return known
    const truth = this.scatter.truth
    const places = placesOf(isTruth(id) ? (truth?.[id] ?? []) : this.scores(id))
    this.places.set(id, places)
    return places
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
  positionOf({ index, architecture }: Pick<JudgedRow, 'index' | 'architecture'>): number | null {
    const at = index === null ? (this.scatter.architecture?.indexOf(architecture) ?? -1) : (this.scatter.index?.indexOf(index) ?? -1)
    return at < 0 ? null : at
  }

  architectureAt(at: number): Architecture {
    const { index, architecture } = this.scatter
    return index === null ? this.space.parse(architecture?.[at] ?? '') : this.space.fromIndex(index[at] ?? 0)
  }

  select(row: Pick<JudgedRow, 'index' | 'architecture'>): void {
    this.selected = this.positionOf(row)
  }

  /** The stored row with all its digits; undefined until it is there. */
  row(at: number): JudgedRow | undefined {
    return this.rows.get(at)
  }

  async loadRow(at: number): Promise<void> {
    if (this.rows.has(at)) return
    const { rows } = await request(entriesRequest[this.judged.from.kind], { rankingId: this.judged.id, sort: { column: 'index', descending: false }, search: '', offset: at, limit: 1 })
    if (rows[0] !== undefined) this.rows.set(at, rows[0])
  }
}
