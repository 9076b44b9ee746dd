/** Scores made elsewhere, judged as those of a supernet: a ranking without a run. */
import * as v from 'valibot'
import type { TruthId } from './choices'
import { spaceIds } from './choices'
import type { ArchitectureFacts, FloorId, RankingFigures, RankingRow } from './ranking'
import type { SpaceConfig } from './run'

/** Scores that a ranking may have of its own: the two of a supernet, or the one that was made elsewhere. */
export const ownScoreIds = ['accuracy', 'loss', 'score'] as const
export type OwnScoreId = (typeof ownScoreIds)[number]

/** Which end of the scores is the good one. */
export const betterIds = ['high', 'low'] as const
export type BetterId = (typeof betterIds)[number]

export interface ImportedRow extends ArchitectureFacts {
  /** As it stands in the file. */
  readonly score: number
}

export interface ImportedSummary {
  readonly architectures: number
  readonly figures: Readonly<Record<TruthId, Readonly<Record<'score' | FloorId, RankingFigures>>>> | null
  /** The architecture that the score ranks first, with its true accuracies. */
  readonly first: ImportedRow
  readonly optimum: Readonly<Record<TruthId, number>> | null
}

/** What the costs of architectures are counted with: the published network of the space. */
export interface CountedAs {
  readonly space: SpaceConfig
  readonly classes: number
  /** Side of the images in pixels, for multiply-adds. */
  readonly imageSize: number
}

export interface ImportedRanking extends CountedAs {
  readonly id: string
  readonly name: string
  /** Name of the file it was read from. */
  readonly source: string
  readonly better: BetterId
  readonly createdAt: string
  readonly summary: ImportedSummary
}

export const importRequestSchema = v.strictObject({
  /** The name of the file when left empty. */
  name: v.pipe(v.string(), v.trim(), v.maxLength(200)),
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  text: v.pipe(v.string(), v.maxLength(200_000_000)),
  better: v.picklist(betterIds),
  space: v.picklist(spaceIds),
})
export type ImportRequest = v.InferOutput<typeof importRequestSchema>

/** A row of either kind of ranking, as the window shows both. */
export type JudgedRow = ArchitectureFacts & Partial<Pick<RankingRow, 'accuracy' | 'loss'> & Pick<ImportedRow, 'score'>>
