import type { TruthId } from '../../../src-contract/domain/choices'
import type { RankingFigures, RankingRecord } from '../../../src-contract/domain/ranking'
import type { SeedGroup } from './seeds'
import { spread, type Spread } from './seeds'

export type OrderingScore = 'accuracy' | 'loss'

/** A figure of rankings side by side; `better`: which end is to be marked. */
export interface FigureColumn {
  readonly id: string
  readonly label: string
  readonly meaning: string
  readonly digits: number
  readonly better: 'high' | 'low' | 'zero'
  readonly of: (figures: RankingFigures) => number | null
}

const top = (k: '1' | '5' | '10' | '50'): FigureColumn => ({
  id: `p${k}`, label: `P@${k} %`, meaning: `Share of the ${k} % best by score among the ${k} % best by truth`, digits: 3, better: 'high', of: ({ pAtTop }) => pAtTop[k],
})

export const figureColumns: readonly FigureColumn[] = [
  { id: 'tau', label: 'τ', meaning: 'Kendall τ-b of score and truth', digits: 3, better: 'high', of: ({ kendallTau }) => kendallTau },
  { id: 'rho', label: 'ρ', meaning: 'Spearman ρ of score and truth', digits: 3, better: 'high', of: ({ spearman }) => spearman },
  { id: 'pearson', label: 'Pearson', meaning: 'Linear correlation of score and truth', digits: 3, better: 'high', of: ({ pearson }) => pearson },
  top('1'), top('5'), top('10'), top('50'),
  { id: 'best', label: 'Best of 10', meaning: 'Best true rank, in percent, among the 10 best by score', digits: 2, better: 'low', of: ({ bestRankAt }) => bestRankAt['10'] },
  { id: 'bias', label: 'Size bias', meaning: 'Partial Spearman of score and parameters given truth; negative favours small subnets', digits: 3, better: 'zero', of: ({ complexityBias }) => complexityBias },
  { id: 'equal', label: 'τ, equal size', meaning: 'τ over pairs of architectures with equal parameter counts', digits: 3, better: 'high', of: ({ tauWithinEqualParameters }) => tauWithinEqualParameters },
]

export interface FigureLine {
  readonly group: SeedGroup
  /** In the order of the columns; null without a ranking. */
  readonly cells: readonly (Spread | null)[] | null
  /** True accuracy in percent of what the score ranks first. */
  readonly top1: Spread | null
}

export function figureLine(group: SeedGroup, truth: TruthId, score: OrderingScore): FigureLine {
  const rankings = group.runs.flatMap(({ ranking }) => ranking?.summary ?? [])
  const figures = rankings.flatMap((summary) => summary.figures?.[truth][score] ?? [])
  return {
    group,
    cells: figures.length === 0 ? null : figureColumns.map((column) => spread(figures.map(column.of))),
    top1: spread(rankings.map(({ top1 }) => (score === 'accuracy' ? top1.byAccuracy : top1.byLoss).truth?.[truth] ?? null)),
  }
}

/** Ordering by the number of parameters alone: the floor under every score, one for each list of architectures. */
export function floors(groups: readonly SeedGroup[], truth: TruthId): readonly { readonly label: string; readonly cells: readonly (number | null)[] }[] {
  const byList = new Map<string, { label: string; cells: readonly (number | null)[] }>()
  for (const { summary } of groups.flatMap(({ runs }) => runs.flatMap(({ ranking }) => ranking ?? []))) {
    const figures = summary?.figures?.[truth].parameters
    if (figures === undefined || summary === null) continue
    const cells = figureColumns.map(({ id, of }) => (id === 'bias' || id === 'equal' ? null : of(figures)))
    byList.set(JSON.stringify(cells), { label: `Parameter count, ${summary.architectures} architectures`, cells })
  }
  return [...byList.values()]
}

export function describeRanking({ config, checkpointStep, summary }: RankingRecord): string {
  return `${summary?.architectures ?? 0} architectures on ${config.images} images, checkpoint at step ${checkpointStep}`
}

/** Places of the best means of a column; none where all are alike. */
export function bestOf(lines: readonly FigureLine[], at: number, better: FigureColumn['better']): ReadonlySet<number> {
  const values = lines.map(({ cells }) => cells?.[at]?.mean ?? null)
  const keys = values.map((value) => (value === null ? -Infinity : better === 'high' ? value : better === 'low' ? -value : -Math.abs(value)))
  const best = Math.max(...keys)
  const known = keys.filter((key) => key > -Infinity)
  return new Set(known.every((key) => key === best) ? [] : keys.flatMap((key, index) => (key === best ? [index] : [])))
}
