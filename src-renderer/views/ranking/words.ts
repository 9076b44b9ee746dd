/** What scores, data sets, subsets and figures are called and what they mean. */
import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { truthIds } from '../../../src-contract/domain/choices'
import type { OwnScoreId } from '../../../src-contract/domain/imported-ranking'
import { cuts, worstLoss, type ArchitectureSubset, type RankingConfig, type RankingFigures } from '../../../src-contract/domain/ranking'
import type { FigureId } from '../../components/figure-definitions'
import { correlation, count, withMinus } from '../../components/format'
import type { AnyScoreId } from './judged'

export const truths = truthIds.map((id) => ({ id, title: truthTitles[id] }))

export const scoreNames: Readonly<Record<AnyScoreId, string>> = { score: 'Score', accuracy: 'Accuracy', loss: 'Loss', parameters: 'Parameters', multiplyAdds: 'Multiply-adds' }

export const scores: readonly { readonly id: AnyScoreId; readonly title: string; readonly hint: string }[] = [
  { id: 'score', title: 'Score', hint: 'As it stands in the imported file' },
  { id: 'accuracy', title: 'Accuracy', hint: 'Share of held-out images that the subnet gets right with the weights of the supernet' },
  { id: 'loss', title: 'Loss', hint: 'Mean cross-entropy of the subnet on the held-out images; lower is better' },
  { id: 'parameters', title: 'Parameters', hint: 'A floor: how well the size alone orders the architectures' },
  { id: 'multiplyAdds', title: 'Multiply-adds', hint: 'A floor: how well the cost alone orders the architectures' },
]

/** Name of an axis. */
export const scoreAxis: Readonly<Record<AnyScoreId, string>> = {
  score: 'Score',
  accuracy: 'Supernet accuracy, percent',
  loss: 'Supernet loss, lower is better',
  parameters: 'Parameters',
  multiplyAdds: 'Multiply-adds',
}

export function subsetName(subset: ArchitectureSubset): string {
  switch (subset.kind) {
    case 'paper-subset':
      return 'The paper’s subset'
    case 'all':
      return 'All architectures'
    case 'random':
      return `${count(subset.count)} at random`
    case 'list':
      return `A list of ${count(subset.architectures.length)}`
  }
}

export function configWords({ subset, images, batch, seed }: RankingConfig): string {
  return `${subsetName(subset)}, ${count(images)} images in batches of ${count(batch)}, seed ${seed}`
}

export interface FigureGroup {
  readonly id: FigureId
  /** One line that holds for all figures of the group. */
  readonly meaning: string
  readonly figures: readonly {
    readonly name: string
    /** As it is shown; a dash where it is not defined. */
    readonly of: (figures: RankingFigures) => string
  }[]
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`
const rank = (value: number): string => `${value < 1 ? value.toFixed(2) : value.toFixed(1)} %`

export const figureGroups: readonly FigureGroup[] = [
  { id: 'tau', meaning: 'Pairs in the true order less pairs in the wrong one: 1 is perfect, 0 chance', figures: [{ name: 'Kendall τ', of: (figures) => correlation(figures.kendallTau) }] },
  { id: 'rho', meaning: 'Correlation of place by score and true place', figures: [{ name: 'Spearman ρ', of: (figures) => correlation(figures.spearman) }] },
  { id: 'pearson', meaning: 'Correlation of score and true accuracy along a straight line', figures: [{ name: 'Pearson r', of: (figures) => correlation(figures.pearson) }] },
  { id: 'top', meaning: 'Share of the best k % by score that truly are among the best k %', figures: cuts.map((cut) => ({ name: `P@top ${cut} %`, of: ({ pAtTop }) => share(pAtTop[cut]) })) },
  { id: 'bottom', meaning: 'The same for the worst k %', figures: cuts.map((cut) => ({ name: `P@bottom ${cut} %`, of: ({ pAtBottom }) => share(pAtBottom[cut]) })) },
  { id: 'best', meaning: 'Best true place among the first k by score, in percent; lower is better', figures: cuts.map((cut) => ({ name: `Best rank@${cut}`, of: ({ bestRankAt }) => rank(bestRankAt[cut]) })) },
  { id: 'bias', meaning: 'Score and size at equal truth: 0 is fair, below 0 favours small subnets', figures: [{ name: 'Complexity bias', of: (figures) => correlation(figures.complexityBias) }] },
  { id: 'equal', meaning: 'τ over pairs of equal parameter count, which size cannot raise', figures: [{ name: 'τ at equal size', of: (figures) => correlation(figures.tauWithinEqualParameters) }] },
]

export const percentOf = (share: number): string => (share * 100).toFixed(2)

/** A subnet whose loss was not a finite number counts as the worst. */
export const lossOf = (loss: number): string => (loss >= worstLoss ? 'not finite' : loss.toFixed(4))

/** A value of an own score as text. */
export function scoreText(id: OwnScoreId, value: number): string {
  switch (id) {
    case 'accuracy':
      return `${percentOf(value)} %`
    case 'loss':
      return lossOf(value)
    case 'score':
      return withMinus(String(Number(value.toPrecision(6))))
  }
}
