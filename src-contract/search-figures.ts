/** What the candidates of a search tell: the best, the best so far, the front, the regret. Pure; higher fitness is better. */
import { costIds, type CostId, type TruthId } from './domain/choices'
import type { ScorerConfig, SearchCandidate, SearchConfig } from './domain/search'

/** What a search maximises; null for a candidate that was not scored. */
export function fitnessOf(scorer: ScorerConfig, { accuracy, loss }: Pick<SearchCandidate, 'accuracy' | 'loss'>): number | null {
  if (scorer.kind === 'table' || scorer.score === 'accuracy') return accuracy
  return loss === null ? null : -loss
}

/** Candidates that were scored and better than all before them: the curve of the best found. */
export function improvements(scorer: ScorerConfig, candidates: readonly SearchCandidate[]): SearchCandidate[] {
  let best = -Infinity
  return candidates.filter((candidate) => {
    const fitness = fitnessOf(scorer, candidate) ?? -Infinity
    const better = fitness > best
    if (better) best = fitness
    return better
  })
}

/** The first of the best; null where none was scored. */
export function bestCandidate(scorer: ScorerConfig, candidates: readonly SearchCandidate[]): SearchCandidate | null {
  return improvements(scorer, candidates).at(-1) ?? null
}

/** Candidates that no other one beats: cheaper or as cheap, and better. Cheapest first; of equals the first found. */
export function searchFront(scorer: ScorerConfig, candidates: readonly SearchCandidate[], cost: CostId): SearchCandidate[] {
  const known = candidates.filter((candidate) => fitnessOf(scorer, candidate) !== null && candidate[cost] !== null)
  const front = paretoFront(
    known.map((candidate) => candidate[cost] ?? Infinity),
    known.map((candidate) => fitnessOf(scorer, candidate) ?? -Infinity),
  )
  return front.flatMap((at) => known[at] ?? [])
}

/**
 * Positions of the architectures that no other one beats: cheaper or as cheap, and better. By cost, cheapest first; of
 * equals the one of lower position.
 * @param cost lower is better
 * @param score higher is better; those that are not finite are left out
 */
export function paretoFront(cost: ArrayLike<number>, score: ArrayLike<number>): number[] {
  const order = Array.from({ length: cost.length }, (_, at) => at)
    .filter((at) => Number.isFinite(score[at]))
    .sort((a, b) => (cost[a] ?? 0) - (cost[b] ?? 0) || (score[b] ?? 0) - (score[a] ?? 0) || a - b)
  let best = -Infinity
  return order.filter((at) => {
    const better = (score[at] ?? -Infinity) > best
    if (better) best = score[at] ?? best
    return better
  })
}

/** Percentage points that an architecture lacks to the best of the table within the limits; null without a table. */
export function regretOf(truth: SearchCandidate['truth'], optimum: Readonly<Record<TruthId, number>> | null, id: TruthId): number | null {
  return truth === null || optimum === null ? null : optimum[id] - truth[id]
}

/** Architectures that a search scores in all, as far as its settings say; null for an exhaustive one. */
export function plannedEvaluations({ method }: Pick<SearchConfig, 'method'>): number | null {
  switch (method.id) {
    case 'evolution':
    case 'nsga2':
      return method.population * method.generations
    case 'random':
      return method.evaluations
    case 'exhaustive':
      return null
  }
}

/** The cost that a search is about: that of NSGA-II, else the first that is limited, else parameters. */
export function costOf({ method, limits }: Pick<SearchConfig, 'method' | 'limits'>): CostId {
  return method.id === 'nsga2' ? method.cost : (costIds.find((id) => limits[id] !== null) ?? 'parameters')
}
