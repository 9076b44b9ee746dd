import { truthIds } from '../../src-contract/domain/choices'
import type { RankingSummary } from '../../src-contract/domain/ranking'
import type { TrackedPoint } from '../../src-contract/domain/tracking'

/** The figures of a ranking that stand beside its run: `<figure>.<score>.<truth>`, as the columns of the table of runs. */
export function runFigures({ figures, top1 }: RankingSummary): object | null {
  if (figures === null) return null
  const ofScore = (score: 'accuracy' | 'loss', best: RankingSummary['top1']['byLoss']) => ({
    tau: Object.fromEntries(truthIds.map((truth) => [truth, figures[truth][score].kendallTau])),
    top1: Object.fromEntries(truthIds.map((truth) => [truth, best.truth?.[truth] ?? null])),
  })
  const accuracy = ofScore('accuracy', top1.byAccuracy)
  const loss = ofScore('loss', top1.byLoss)
  return { tau: { accuracy: accuracy.tau, loss: loss.tau }, top1: { accuracy: accuracy.top1, loss: loss.top1 } }
}

/** The same of the newest tracked point: `tracked.<figure>.<score>.<truth>`. */
export function trackedFigures(point: TrackedPoint | null): object | null {
  const figures = point?.summary.figures ?? null
  if (figures === null) return null
  const of = (figure: 'kendallTau' | 'complexityBias') =>
    Object.fromEntries((['accuracy', 'loss'] as const).map((score) => [score, Object.fromEntries(truthIds.map((truth) => [truth, figures[truth][score][figure]]))]))
  return { tau: of('kendallTau'), bias: of('complexityBias') }
}
