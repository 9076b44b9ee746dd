import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { truthIds, type TruthId } from '../../../src-contract/domain/choices'
import { cuts, type ArchitectureFacts, type RankingSummary, type RankingFigures, type ScoreId } from '../../../src-contract/domain/ranking'
import { formatCorrelation, formatCount, formatPairs, formatSeconds, formatTable } from './format'

type AnyScoreId = ScoreId | 'score'
type FiguresOf<Id extends AnyScoreId> = Readonly<Record<TruthId, Readonly<Record<Id, RankingFigures>>>>

/** Every figure of one score by truth; those of scripts that ask for no truth are null where there is none. */
export function figureFields<Id extends AnyScoreId>(figures: FiguresOf<Id> | null, score: Id): object {
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

/** The figures under the names that scripts rely on: by accuracy, and the same by loss. */
export function rankingFields(summary: RankingSummary): object {
  const { figures, top1, architectures, liveGraphs, images, seconds } = summary
  return {
    architectures,
    images,
    liveGraphs,
    ...figureFields(figures, 'accuracy'),
    top1: { ...top1.byAccuracy, optimum: top1.optimum },
    byLoss: { ...figureFields(figures, 'loss'), top1: top1.byLoss },
    floors: { parameters: figureFields(figures, 'parameters'), multiplyAdds: figureFields(figures, 'multiplyAdds') },
    seconds,
  }
}

const scoreNames: Readonly<Record<AnyScoreId, string>> = {
  score: 'score',
  accuracy: 'accuracy',
  loss: 'loss',
  parameters: 'parameters (floor)',
  multiplyAdds: 'multiply-adds (floor)',
}

export function describeRanking(summary: RankingSummary): string {
  const { figures, top1, architectures, liveGraphs, images, seconds } = summary
  const head = `${formatCount(architectures, 'architecture')} (${formatCount(liveGraphs, 'different live graph')}) on ${formatCount(images, 'held-out image')} in ${formatSeconds(seconds)}`
  if (figures === null) return `${head}\nThis space has no table of true accuracies to compare with.\n${best(summary)}`
  const table = figureTable(figures, ['accuracy', 'loss', 'parameters', 'multiplyAdds'])
  const found = firstTable([{ by: 'accuracy', row: top1.byAccuracy }, { by: 'loss', row: top1.byLoss }], top1.optimum)
  return `${head}\n\n${table}\n\nTrue accuracy of the architecture ranked first, percent:\n${found}`
}

/** Two tables, each a line for a truth and a score: the order as a whole, and its ends. */
export function figureTable<Id extends AnyScoreId>(figures: FiguresOf<Id>, scores: readonly Id[]): string {
  const lines = truthIds.flatMap((truth) => scores.map((score) => ({ names: [truthTitles[truth], scoreNames[score]], found: figures[truth][score] })))
  const percent = (share: number): string => `${(share * 100).toFixed(0)}%`
  const place = (percentage: number): string => `${percentage.toFixed(percentage < 1 ? 2 : 1)}%`
  const order = formatTable(
    ['truth', 'score', 'τ>', 'ρ>', 'r>', 'bias>', 'τ equal size>'],
    lines.map(({ names, found }) => [...names, ...[found.kendallTau, found.spearman, found.pearson, found.complexityBias, found.tauWithinEqualParameters].map(formatCorrelation)]),
  )
  const ends = formatTable(
    ['truth', 'score', 'P@top 1%>', '5%>', '10%>', '50%>', 'P@bottom 1%>', '5%>', '10%>', '50%>', 'best @1>', '@5>', '@10>', '@50>'],
    lines.map(({ names, found }) => [...names, ...cuts.map((cut) => percent(found.pAtTop[cut])), ...cuts.map((cut) => percent(found.pAtBottom[cut])), ...cuts.map((cut) => place(found.bestRankAt[cut]))]),
  )
  return `${order}\n\n${ends}`
}


export function firstTable(firsts: readonly { readonly by: AnyScoreId; readonly row: ArchitectureFacts }[], optimum: Readonly<Record<TruthId, number>> | null): string {
  const percentages = (truth: Readonly<Record<TruthId, number>> | null): string[] => truthIds.map((id) => truth?.[id].toFixed(2) ?? '–')
  return formatTable(
    ['first by', 'index>', ...truthIds.map((id) => `${truthTitles[id]}>`)],
    [...firsts.map(({ by, row }) => [by, String(row.index), ...percentages(row.truth)]), ['(optimum)', '', ...percentages(optimum)]],
  )
}

function best({ top1 }: RankingSummary): string {
  return formatPairs([
    ['first by accuracy', top1.byAccuracy.architecture],
    ['first by loss', top1.byLoss.architecture],
  ])
}
