import type { CostId, TruthId } from '../../../src-contract/domain/choices'
import type { RunRecord } from '../../../src-contract/domain/run'
import type { SearchCandidate, SearchRecord } from '../../../src-contract/domain/search'
import { costOf, fitnessOf, improvements, regretOf, searchFront } from '../../../src-contract/search-figures'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { SearchSpace } from '../../../src-contract/search-space/search-space'
import { request } from '../../api/client'

export type Measure = 'score' | TruthId

/** The candidates of a search as the window knows them, read on while it goes on, and which of them is looked at. */
export class SearchResult {
  private newer = $state.raw<SearchRecord | null>(null)
  candidates = $state.raw<readonly SearchCandidate[]>([])
  /** Number of the candidate whose details are shown. */
  selected = $state<number | null>(null)
  cost = $state<CostId>('parameters')
  readonly space: SearchSpace

  constructor(readonly run: RunRecord, private readonly first: SearchRecord) {
    this.cost = costOf(first.config)
    this.space = createSearchSpace(run.config.space, run.config.classes)
  }

  readonly scored = $derived.by(() => this.candidates.filter((candidate) => fitnessOf(this.record.config.scorer, candidate) !== null))
  /** Those that were better than all before them; the last one is the best. */
  readonly improvements = $derived.by(() => improvements(this.record.config.scorer, this.candidates))
  readonly best = $derived.by(() => this.improvements.at(-1) ?? null)
  readonly front = $derived.by(() => searchFront(this.record.config.scorer, this.candidates, this.cost))
  readonly chosen = $derived.by(() => (this.selected === null ? this.best : (this.candidates[this.selected] ?? null)))

  get record(): SearchRecord {
    return this.newer ?? this.first
  }

  get hasLatency(): boolean {
    return this.candidates.some(({ latency }) => latency !== null)
  }

  get byLoss(): boolean {
    const { scorer } = this.record.config
    return scorer.kind === 'supernet' && scorer.score === 'loss'
  }

  /** As it stands on an axis: the share of right answers in percent, the loss, or a true accuracy in percent. */
  measure(id: Measure, candidate: SearchCandidate): number {
    if (id !== 'score') return candidate.truth?.[id] ?? NaN
    return this.byLoss ? (candidate.loss ?? NaN) : (candidate.accuracy ?? NaN) * 100
  }

  regret(candidate: SearchCandidate, id: TruthId): number | null {
    return regretOf(candidate.truth, this.record.summary?.optimum ?? null, id)
  }

  nameOf(candidate: SearchCandidate): string {
    const index = this.space.index(candidate.architecture)
    return index === null ? `Candidate ${candidate.number + 1}` : `Architecture ${index}`
  }

  /** Reads what was stored since; begins anew where the search did, on another checkpoint. */
  async readOn(record: SearchRecord): Promise<void> {
    const before = record.candidates < this.candidates.length || record.checkpointStep !== this.record.checkpointStep ? [] : this.candidates
    const found = [...before]
    for (let complete = false; !complete; ) {
      const part = await request('searches.candidates', { search: record.id, after: found.at(-1)?.number ?? -1 })
      found.push(...part.rows)
      complete = part.complete
    }
    this.newer = record
    if (found.length !== this.candidates.length || before.length === 0) this.candidates = found
  }
}
