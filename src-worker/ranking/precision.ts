import type { ByCut } from '../../src-contract/domain/ranking'
import { ascendingOrder, descendingOrder } from './ranks'

/** P@top k%: share (0..1) of the ceil(k% of n) best by score that are among as many best by truth; ties by lower position. */
export function precisionAtTop(score: ArrayLike<number>, truth: ArrayLike<number>): ByCut {
  return shared(descendingOrder(score), descendingOrder(truth))
}

/** P@bottom k%: the same for the worst; ties again by lower position. */
export function precisionAtBottom(score: ArrayLike<number>, truth: ArrayLike<number>): ByCut {
  return shared(ascendingOrder(score), ascendingOrder(truth))
}

/**
 * Best rank @k: the best true rank among the k best by score, in percent of n: 100/n when the best of all is among
 * them. Ties by lower position in both orders; k is at most n.
 */
export function bestRankAt(score: ArrayLike<number>, truth: ArrayLike<number>): ByCut {
  const trueRank = new Uint32Array(truth.length)
  descendingOrder(truth).forEach((position, rank) => (trueRank[position] = rank + 1))
  const byScore = descendingOrder(score)
  return byCut((cut) => {
    const best = byScore.subarray(0, cut).reduce((least, position) => Math.min(least, trueRank[position] ?? Infinity), Infinity)
    return (100 * best) / truth.length
  })
}

function shared(byScore: Uint32Array, byTruth: Uint32Array): ByCut {
  return byCut((cut) => {
    // Multiplied before the division: 0.05 * 327 and the like would round before ceil.
    const count = Math.ceil((cut * byScore.length) / 100)
    const wanted = new Set(byTruth.subarray(0, count))
    return byScore.subarray(0, count).filter((position) => wanted.has(position)).length / count
  })
}

function byCut(figure: (cut: number) => number): ByCut {
  return { '1': figure(1), '5': figure(5), '10': figure(10), '50': figure(50) }
}
