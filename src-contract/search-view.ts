/** A candidate of a search as people and files get it: what can be derived from the record and its space. Pure. */
import type { Cell } from './csv'
import { truthIds, type TruthId } from './domain/choices'
import type { SearchCandidate, SearchConfig, SearchSummary } from './domain/search'
import { bestCandidate, regretOf } from './search-figures'
import type { SearchSpace } from './search-space/search-space'

export interface CandidateView extends Omit<SearchCandidate, 'architecture'> {
  /** Null where the space is too large for indices. */
  readonly index: number | null
  readonly architecture: string
  /** Percentage points to the best of the table within the limits; null where either is not known. */
  readonly regret: Readonly<Record<TruthId, number>> | null
}

export function candidateView(space: Pick<SearchSpace, 'index' | 'format'>, optimum: SearchSummary['optimum'], { architecture, ...candidate }: SearchCandidate): CandidateView {
  const [cifar10, cifar100, imagenet16] = truthIds.map((id) => regretOf(candidate.truth, optimum, id))
  const regret = cifar10 == null || cifar100 == null || imagenet16 == null ? null : { cifar10, cifar100, imagenet16 }
  return { ...candidate, index: space.index(architecture), architecture: space.format(architecture), regret }
}

/** The candidates of a search as a CSV file, wherever it is written. */
export const candidateColumns = [
  'number', 'generation', 'origin', 'index', 'architecture', 'parameters', 'multiply_adds', 'latency_ms', 'accuracy', 'loss',
  ...truthIds.map((truth) => `true_${truth}`), ...truthIds.map((truth) => `regret_${truth}`), 'seconds',
] as const

export function candidateCells(view: CandidateView): Cell[] {
  const { number, generation, origin, index, architecture, parameters, multiplyAdds, latency, accuracy, loss, truth, regret, seconds } = view
  return [number, generation, origin, index, architecture, parameters, multiplyAdds, latency, accuracy, loss, ...truthIds.map((id) => truth?.[id] ?? null), ...truthIds.map((id) => regret?.[id] ?? null), seconds]
}

/** The best of a search under way, of which there is no summary yet. */
export function bestOf(config: SearchConfig, summary: SearchSummary | null, candidates: readonly SearchCandidate[]): SearchCandidate | null {
  return summary?.best ?? bestCandidate(config.scorer, candidates)
}
