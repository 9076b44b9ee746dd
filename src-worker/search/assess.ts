import type { SearchCandidate, SearchConfig } from '../../src-contract/domain/search'
import { fitnessOf } from '../../src-contract/search-figures'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import type { Pause } from '../ranking/evaluate-architectures'
import type { LatencyMeter } from './latency'
import type { CandidateScore, Scorer } from './scorer'

type Assessed = Pick<SearchCandidate, 'accuracy' | 'loss' | 'latency'>

/**
 * Latency first, where it is needed, since what is too slow is not scored; then the score. Latency is
 * measured once for each live graph.
 * @param meter null where latency is not needed
 */
export function createAssessor({ scorer: kind, limits }: SearchConfig, { liveKey }: Pick<SearchSpace, 'liveKey'>, scorer: Scorer, meter: LatencyMeter | null) {
  const scores = new Map<string, CandidateScore>()
  const latencies = new Map<string, number>()
  return {
    /** Different scores that were asked for: live graphs, or entries of the table. */
    scored: () => scores.size,
    /** What an earlier part of the search found out is not measured again. */
    remember(candidate: SearchCandidate): void {
      if (candidate.latency !== null) latencies.set(liveKey(candidate.architecture), candidate.latency)
      if (fitnessOf(kind, candidate) !== null) scores.set(scorer.key(candidate.architecture), candidate)
    },
    /** Null: given up at a pause. */
    async assess(architecture: Architecture, pause: Pause): Promise<Assessed | null> {
      let latency: number | null = null
      if (meter !== null) {
        const graph = liveKey(architecture)
        latency = latencies.get(graph) ?? (await meter.measure(architecture, pause))
        if (latency === null) return null
        latencies.set(graph, latency)
        if (limits.latency !== null && latency > limits.latency) return { accuracy: null, loss: null, latency }
      }
      const key = scorer.key(architecture)
      const score = scores.get(key) ?? (await scorer.score(architecture, pause))
      if (score === null) return null
      scores.set(key, score)
      return { accuracy: score.accuracy, loss: score.loss, latency }
    },
  }
}
