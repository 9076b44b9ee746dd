import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { truthIds } from '../../../src-contract/domain/choices'
import type { RankingSummary, RankingFigures, ScoreId } from '../../../src-contract/domain/ranking'
import { formatCorrelation, formatCount, formatPairs, formatSeconds, formatTable } from './format'

/** The figures under the names that scripts rely on: by accuracy, and the same by loss. */
export function rankingFields(summary: RankingSummary): object {
  const { figures, top1, architectures, liveGraphs, images, seconds } = summary
  const of = (score: ScoreId): object => {
    if (figures === null) return { kendallTau: null, spearman: null, pearson: null, pAtTop: null }
    const pick = (name: keyof RankingFigures): object => Object.fromEntries(truthIds.map((truth) => [truth, figures[truth][score][name]]))
    return {
      kendallTau: pick('kendallTau'),
      spearman: pick('spearman'),
      pearson: pick('pearson'),
      pAtTop: pick('pAtTop'),
      pAtBottom: pick('pAtBottom'),
      bestRankAt: pick('bestRankAt'),
      complexityBias: pick('complexityBias'),
      tauWithinEqualParameters: pick('tauWithinEqualParameters'),
    }
  }
  return {
    architectures,
    images,
    liveGraphs,
    ...of('accuracy'),
    top1: { ...top1.byAccuracy, optimum: top1.optimum },
    byLoss: { ...of('loss'), top1: top1.byLoss },
    floors: { parameters: of('parameters'), multiplyAdds: of('multiplyAdds') },
    seconds,
  }
}

const scoreNames: Readonly<Record<ScoreId, string>> = {
  accuracy: 'accuracy',
  loss: 'loss',
  parameters: 'parameters (floor)',
  multiplyAdds: 'multiply-adds (floor)',
}

export function describeRanking(summary: RankingSummary): string {
  const { figures, top1, architectures, liveGraphs, images, seconds } = summary
  const head = `${formatCount(architectures, 'architecture')} (${formatCount(liveGraphs, 'different live graph')}) on ${formatCount(images, 'held-out image')} in ${formatSeconds(seconds)}`
  if (figures === null) return `${head}\nThis space has no table of true accuracies to compare with.\n${best(summary)}`
  const rows = truthIds.flatMap((truth) =>
    (['accuracy', 'loss', 'parameters', 'multiplyAdds'] as const).map((score) => {
      const found = figures[truth][score]
      const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(0)}%`)
      return [
        truthTitles[truth],
        scoreNames[score],
        formatCorrelation(found.kendallTau),
        formatCorrelation(found.spearman),
        formatCorrelation(found.pearson),
        percent(found.pAtTop['5']),
        percent(found.pAtTop['10']),
        formatCorrelation(found.complexityBias),
        formatCorrelation(found.tauWithinEqualParameters),
      ]
    }),
  )
  const table = formatTable(['truth', 'score', 'τ>', 'ρ>', 'r>', 'P@5%>', 'P@10%>', 'bias>', 'τ equal size>'], rows)
  const percentages = (truth: Readonly<Record<(typeof truthIds)[number], number>> | null): string[] => truthIds.map((id) => truth?.[id].toFixed(2) ?? '–')
  const found = formatTable(
    ['first by', 'index>', ...truthIds.map((id) => `${truthTitles[id]}>`)],
    [
      ['accuracy', String(top1.byAccuracy.index), ...percentages(top1.byAccuracy.truth)],
      ['loss', String(top1.byLoss.index), ...percentages(top1.byLoss.truth)],
      ['(optimum)', '', ...percentages(top1.optimum)],
    ],
  )
  return `${head}\n\n${table}\n\nTrue accuracy of the architecture ranked first, percent:\n${found}`
}

function best({ top1 }: RankingSummary): string {
  return formatPairs([
    ['first by accuracy', top1.byAccuracy.architecture],
    ['first by loss', top1.byLoss.architecture],
  ])
}
