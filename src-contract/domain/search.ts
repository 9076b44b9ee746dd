/** A search for good architectures with a trained supernet, or with a table of true accuracies, as its scorer. */
import type { CostId, TruthId } from './choices'
import type { RunRecord } from './run'

export type SearchMethodConfig =
  | {
      readonly id: 'evolution'
      readonly population: number
      readonly generations: number
      readonly parents: number
      readonly mutations: number
      readonly crossovers: number
      /** Probability with which a mutation draws each choice anew. */
      readonly mutationProbability: number
    }
  | {
      readonly id: 'nsga2'
      readonly population: number
      readonly generations: number
      readonly mutationProbability: number
      /** The second objective; the first is the score. */
      readonly cost: CostId
    }
  | { readonly id: 'random'; readonly evaluations: number }
  | { readonly id: 'exhaustive' }

/** Held-out accuracy or loss of a supernet, or an accuracy of the table of true accuracies. */
export type ScorerConfig =
  | {
      readonly kind: 'supernet'
      readonly score: 'accuracy' | 'loss'
      /** Held-out images: a stratified prefix of the run's. */
      readonly images: number
      readonly batch: number
    }
  | { readonly kind: 'table'; readonly truth: TruthId; readonly split: 'valid' | 'test' }

/** How latency is measured: median of `runs` forward passes after `warmUp` ones, on noise. */
export interface LatencyConfig {
  /** Images of a pass. */
  readonly batch: number
  readonly warmUp: number
  readonly runs: number
  /** Threads of an operation. */
  readonly threads: number
}

export interface SearchConfig {
  readonly runId: string
  readonly method: SearchMethodConfig
  readonly scorer: ScorerConfig
  /** Largest allowed cost of each kind (latency in milliseconds); null: no limit. */
  readonly limits: Readonly<Record<CostId, number | null>>
  readonly latency: LatencyConfig
  readonly seed: number
}

/** Whether a search measures the latency of its architectures: only where its method or a limit asks for it. */
export function measuresLatency({ method, limits }: Pick<SearchConfig, 'method' | 'limits'>): boolean {
  return limits.latency !== null || (method.id === 'nsga2' && method.cost === 'latency')
}

export const candidateOrigins = ['random', 'mutation', 'crossover', 'listed'] as const
export type CandidateOrigin = (typeof candidateOrigins)[number]

/** An architecture that a search looked at, in the order in which it did. */
export interface SearchCandidate {
  /** From 0, without gaps. */
  readonly number: number
  readonly generation: number
  readonly origin: CandidateOrigin
  readonly architecture: readonly number[]
  readonly parameters: number
  readonly multiplyAdds: number
  /** Milliseconds of one pass; null where it was not needed. */
  readonly latency: number | null
  /** Share of right answers, 0..1. Null: slower than the limit, so it was not scored. */
  readonly accuracy: number | null
  /** Mean cross-entropy; null also with a table as scorer, which has none. */
  readonly loss: number | null
  /** Test accuracies of the ground-truth table, percent; null for spaces without a table. */
  readonly truth: Readonly<Record<TruthId, number>> | null
  /** Seconds since the search began, pauses left out. */
  readonly seconds: number
}

export interface SearchSummary {
  /** Architectures looked at, those among them that were scored, and different live graphs (entries of the table) behind the scores. */
  readonly candidates: number
  readonly evaluations: number
  readonly liveGraphs: number
  readonly best: SearchCandidate
  /** Highest test accuracies of the table within the limits on parameters and multiply-adds; null without a table. */
  readonly optimum: Readonly<Record<TruthId, number>> | null
  readonly seconds: number
}

export interface SearchRecord {
  readonly id: string
  readonly runId: string
  readonly state: 'running' | 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly config: SearchConfig
  /** The checkpoint whose weights score; null with a table. */
  readonly checkpointStep: number | null
  readonly createdAt: string
  /** Seconds spent so far, over all its parts. */
  readonly seconds: number
  /** Candidates stored so far. */
  readonly candidates: number
  readonly summary: SearchSummary | null
  readonly error: RunRecord['error']
}
