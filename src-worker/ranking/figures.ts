import type { ArchitectureFacts, FloorId, RankingFigures, RankingRow, ScoreId } from '../../src-contract/domain/ranking'
import { partialSpearman, pearson, spearman } from './correlation'
import { worstLoss } from '../../src-contract/domain/ranking'
import { kendallTauB, kendallTauBWithin } from './kendall'
import { bestRankAt, precisionAtBottom, precisionAtTop } from './precision'
import { worstWhereNotFinite } from './ranks'

/**
 * All figures of one score against one truth. The lists have one entry per architecture, in order of index, because
 * ties go to the lower position.
 * @param score higher is better; entries that are not finite count as worst, tied with each other
 * @param truth percent, finite
 * @param parameters parameter counts
 */
export function rankingFigures(score: ArrayLike<number>, truth: ArrayLike<number>, parameters: ArrayLike<number>): RankingFigures {
  const ranked = worstWhereNotFinite(score)
  return {
    kendallTau: kendallTauB(ranked, truth),
    spearman: spearman(ranked, truth),
    pearson: pearson(lowestWhereNotFinite(ranked), truth),
    pAtTop: precisionAtTop(ranked, truth),
    pAtBottom: precisionAtBottom(ranked, truth),
    bestRankAt: bestRankAt(ranked, truth),
    complexityBias: partialSpearman(ranked, parameters, truth),
    tauWithinEqualParameters: kendallTauBWithin(ranked, truth, parameters),
  }
}

/** Size and cost as scores: what needs no training. */
export const floorOf: Readonly<Record<FloorId, (row: ArchitectureFacts) => number>> = {
  parameters: (row) => row.parameters,
  multiplyAdds: (row) => row.multiplyAdds,
}

/** A row's score with higher = better. A row whose loss was not finite has no trustworthy accuracy either. */
export const scoreOf: Readonly<Record<ScoreId, (row: RankingRow) => number>> = {
  accuracy: (row) => (row.loss < worstLoss ? row.accuracy : -Infinity),
  loss: (row) => (row.loss < worstLoss ? -row.loss : -Infinity),
  ...floorOf,
}

/** Pearson needs numbers: the lowest finite score stands for -Infinity (0 where none is finite, a constant list). */
function lowestWhereNotFinite(score: Float64Array): Float64Array {
  const finite = score.filter(Number.isFinite)
  const lowest = finite.length === 0 ? 0 : finite.reduce((least, value) => Math.min(least, value))
  return score.map((value) => (Number.isFinite(value) ? value : lowest))
}
