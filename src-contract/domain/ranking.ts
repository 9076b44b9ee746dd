import type { TruthId } from './choices'

/** Which architectures a ranking evaluates. */
export type ArchitectureSubset =
  | { readonly kind: 'paper-subset' }
  | { readonly kind: 'all' }
  | { readonly kind: 'random'; readonly count: number }
  | { readonly kind: 'list'; readonly source: string; readonly architectures: readonly (readonly number[])[] }

export interface RankingConfig {
  readonly runId: string
  readonly subset: ArchitectureSubset
  /** Held-out images used: a stratified prefix of the run's valid images. */
  readonly images: number
  readonly batch: number
  /** Draws the image order and a random subset. */
  readonly seed: number
}

/** What is known of an architecture without any score of it. */
export interface ArchitectureFacts {
  /** Null where the space is too large for indices. */
  readonly index: number | null
  readonly architecture: string
  readonly parameters: number
  readonly multiplyAdds: number
  /** Test accuracies of the ground-truth table, percent; null for spaces without a table. */
  readonly truth: Readonly<Record<TruthId, number>> | null
}

/** One row of the per-architecture table. */
export interface RankingRow extends ArchitectureFacts {
  /** Share of right answers, 0..1, with batch statistics. */
  readonly accuracy: number
  /** Mean cross-entropy. */
  readonly loss: number
}

/** Percentages and counts k for which figures are given. */
export const cuts = ['1', '5', '10', '50'] as const
export type Cut = (typeof cuts)[number]
export type ByCut = Readonly<Record<Cut, number>>

/** How well one score orders the architectures of one truth. Definitions with each function in src-worker/ranking. */
export interface RankingFigures {
  readonly kendallTau: number | null
  readonly spearman: number | null
  readonly pearson: number | null
  /** By percentage k: share of the k% best by score among the k% best by truth. */
  readonly pAtTop: ByCut
  readonly pAtBottom: ByCut
  /** By count k: best true rank, in percent, among the k best by score. */
  readonly bestRankAt: ByCut
  /** Partial Spearman of score and parameters given truth; negative favours small subnets. */
  readonly complexityBias: number | null
  /** Kendall τ-b over pairs of architectures with equal parameter counts only. */
  readonly tauWithinEqualParameters: number | null
}

const cutFigures = ['pAtTop', 'pAtBottom', 'bestRankAt'] as const
export const singleFigureIds = ['kendallTau', 'spearman', 'pearson', 'complexityBias', 'tauWithinEqualParameters'] as const
/** "pAtTop.5" and the like. */
export const cutFigureIds = cutFigures.flatMap((figure) => cuts.map((cut) => `${figure}.${cut}` as const))
export type OrderFigureId = (typeof singleFigureIds)[number] | (typeof cutFigureIds)[number]

/** The same, with one number under each name. */
export function orderFigures(figures: RankingFigures): Readonly<Record<OrderFigureId, number | null>> {
  const { kendallTau, spearman, pearson, complexityBias, tauWithinEqualParameters } = figures
  const byCut = Object.fromEntries(cutFigures.flatMap((id) => cuts.map((cut) => [`${id}.${cut}`, figures[id][cut]]))) as Record<(typeof cutFigureIds)[number], number>
  return { kendallTau, spearman, pearson, complexityBias, tauWithinEqualParameters, ...byCut }
}

/**
 * The loss recorded for a subnet whose loss is not a finite number: the largest float32, which a mean cross-entropy in
 * float32 cannot pass. Unlike NaN and Infinity it survives JSON and SQLite, and it sorts as the worst.
 */
export const worstLoss = 3.4028234663852886e38

/** Scores that need no training: a floor for every other one. */
export type FloorId = 'parameters' | 'multiplyAdds'
export type ScoreId = 'accuracy' | 'loss' | FloorId

/** The result of a ranking: figures for each score and truth; parameters and multiply-adds are the floors. */
export interface RankingSummary {
  readonly architectures: number
  readonly liveGraphs: number
  readonly images: number
  readonly figures: Readonly<Record<TruthId, Readonly<Record<ScoreId, RankingFigures>>>> | null
  /** The architecture that the loss (and the accuracy) ranks first, with its true accuracies; optimum of the table beside. */
  readonly top1: {
    readonly byLoss: RankingRow
    readonly byAccuracy: RankingRow
    readonly optimum: Readonly<Record<TruthId, number>> | null
  }
  /** Over all parts of an interrupted ranking. */
  readonly seconds: number
}

export interface RankingRecord {
  readonly id: string
  readonly runId: string
  readonly state: 'running' | 'stopped' | 'interrupted' | 'failed' | 'finished'
  readonly config: RankingConfig
  /** The checkpoint whose weights are evaluated. */
  readonly checkpointStep: number
  /** The newest checkpoint when it was asked for or began: a later one than `checkpointStep` where that was damaged. */
  readonly askedStep: number
  readonly createdAt: string
  /** Seconds spent so far, over all its parts. */
  readonly seconds: number
  readonly summary: RankingSummary | null
  /** Why it failed or was interrupted, as the user reads it. */
  readonly error: { readonly code: string; readonly message: string } | null
}
