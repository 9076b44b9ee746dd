/** What a page of results shows: the ranking of a run, or scores made elsewhere. */
import { truthIds, type TruthId } from '../../../src-contract/domain/choices'
import type { BetterId, ImportedRanking, JudgedRow, OwnScoreId } from '../../../src-contract/domain/imported-ranking'
import type { FloorId, RankingFigures, RankingRecord, RankingSummary } from '../../../src-contract/domain/ranking'
import type { RunRecord, SpaceConfig } from '../../../src-contract/domain/run'

/** Any score that can order architectures. */
export type AnyScoreId = OwnScoreId | FloorId

export function isFloor(id: AnyScoreId): id is FloorId {
  return id === 'parameters' || id === 'multiplyAdds'
}

export function isTruth(id: AnyScoreId | TruthId): id is TruthId {
  return truthIds.some((truth) => truth === id)
}

export type FiguresByScore = Readonly<Partial<Record<AnyScoreId, RankingFigures>>>

export interface Judged {
  readonly id: string
  /** Begins the names of files. */
  readonly name: string
  readonly space: SpaceConfig
  readonly classes: number
  /** Its own scores, the one to be trusted first. */
  readonly scores: readonly OwnScoreId[]
  /** Which end of an own score is the good one; more parameters and multiply-adds count as better. */
  readonly better: Readonly<Partial<Record<OwnScoreId, BetterId>>>
  readonly architectures: number
  readonly figures: Readonly<Record<TruthId, FiguresByScore>> | null
  /** What each own score ranks first. */
  readonly firsts: readonly { readonly score: OwnScoreId; readonly row: JudgedRow }[]
  readonly optimum: Readonly<Record<TruthId, number>> | null
  readonly from:
    | { readonly kind: 'run'; readonly run: RunRecord; readonly ranking: RankingRecord; readonly summary: RankingSummary }
    | { readonly kind: 'imported'; readonly ranking: ImportedRanking }
}

export function judgedRun(run: RunRecord, ranking: RankingRecord, summary: RankingSummary): Judged {
  const { architectures, figures, top1 } = summary
  return {
    id: ranking.id,
    name: run.name,
    space: run.config.space,
    classes: run.config.classes,
    scores: ['loss', 'accuracy'],
    better: { loss: 'low', accuracy: 'high' },
    architectures,
    figures,
    firsts: [{ score: 'loss', row: top1.byLoss }, { score: 'accuracy', row: top1.byAccuracy }],
    optimum: top1.optimum,
    from: { kind: 'run', run, ranking, summary },
  }
}

export function judgedImport(ranking: ImportedRanking): Judged {
  const { architectures, figures, first, optimum } = ranking.summary
  const { id, name, space, classes, better } = ranking
  return { id, name, space, classes, scores: ['score'], better: { score: better }, architectures, figures, firsts: [{ score: 'score', row: first }], optimum, from: { kind: 'imported', ranking } }
}
