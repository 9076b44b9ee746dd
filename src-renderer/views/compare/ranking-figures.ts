import type { TruthId } from '../../../src-contract/domain/choices'
import type { ImportedRanking } from '../../../src-contract/domain/imported-ranking'
import { cuts, type RankingFigures, type RankingRecord } from '../../../src-contract/domain/ranking'
import type { Colour } from '../../charts/run-colour'
import type { FigureId } from '../../components/figure-definitions'
import { spread, type SeedGroup, type Spread } from './seeds'

export type OrderingScore = 'accuracy' | 'loss'

/** Too many for one table: the order as a whole, and its two ends. */
export const figureParts = ['order', 'best', 'worst'] as const
export type FigurePart = (typeof figureParts)[number]

/** A figure of rankings side by side; `better`: which end is to be marked. */
export interface FigureColumn {
  readonly id: string
  readonly label: string
  /** Where its definition stands. */
  readonly figure: FigureId
  readonly part: FigurePart
  readonly digits: number
  readonly better: 'high' | 'low' | 'zero'
  readonly of: (figures: RankingFigures) => number | null
}

export const figureColumns: readonly FigureColumn[] = [
  { id: 'tau', label: 'τ', figure: 'tau', part: 'order', digits: 3, better: 'high', of: ({ kendallTau }) => kendallTau },
  { id: 'rho', label: 'ρ', figure: 'rho', part: 'order', digits: 3, better: 'high', of: ({ spearman }) => spearman },
  { id: 'pearson', label: 'r', figure: 'pearson', part: 'order', digits: 3, better: 'high', of: ({ pearson }) => pearson },
  { id: 'bias', label: 'Complexity bias', figure: 'bias', part: 'order', digits: 3, better: 'zero', of: ({ complexityBias }) => complexityBias },
  { id: 'equal', label: 'τ, equal size', figure: 'equal', part: 'order', digits: 3, better: 'high', of: ({ tauWithinEqualParameters }) => tauWithinEqualParameters },
  ...cuts.map((k): FigureColumn => ({ id: `top${k}`, label: `P@top ${k} %`, figure: 'top', part: 'best', digits: 3, better: 'high', of: ({ pAtTop }) => pAtTop[k] })),
  ...cuts.map((k): FigureColumn => ({ id: `bottom${k}`, label: `P@bottom ${k} %`, figure: 'bottom', part: 'worst', digits: 3, better: 'high', of: ({ pAtBottom }) => pAtBottom[k] })),
  ...cuts.map((k): FigureColumn => ({ id: `best${k}`, label: `Best rank @${k}`, figure: 'best', part: 'best', digits: 2, better: 'low', of: ({ bestRankAt }) => bestRankAt[k] })),
]

export interface FigureLine {
  readonly id: string
  readonly label: string
  /** Null: of no run. */
  readonly colour: Colour | null
  /** What the figures are of, a line for each ranking behind them. */
  readonly hint: string
  /** How many rankings are joined. */
  readonly seeds: number
  /** In the order of the columns; null without a ranking. */
  readonly cells: readonly (Spread | null)[] | null
  /** True accuracy in percent of what the score ranks first. */
  readonly top1: Spread | null
}

export function figureLine(group: SeedGroup, truth: TruthId, score: OrderingScore): FigureLine {
  const rankings = group.runs.flatMap(({ ranking }) => ranking?.summary ?? [])
  const figures = rankings.flatMap((summary) => summary.figures?.[truth][score] ?? [])
  return {
    id: group.id,
    label: group.label,
    colour: group.first.colour,
    hint: group.runs.map(({ name, ranking }) => `${name}: ${ranking === null ? 'not ranked' : describeRanking(ranking)}`).join('\n'),
    seeds: group.runs.length,
    cells: figures.length === 0 ? null : figureColumns.map((column) => spread(figures.map(column.of))),
    top1: spread(rankings.map(({ top1 }) => (score === 'accuracy' ? top1.byAccuracy : top1.byLoss).truth?.[truth] ?? null)),
  }
}

/** Scores made elsewhere, as a line beside those of runs. */
export function importedLine({ id, name, source, summary }: ImportedRanking, truth: TruthId): FigureLine {
  const figures = summary.figures?.[truth].score
  return {
    id,
    label: name,
    colour: null,
    hint: `${name}: ${summary.architectures} scores made elsewhere, from ${source}`,
    seeds: 1,
    cells: figures === undefined ? null : figureColumns.map((column) => spread([column.of(figures)])),
    top1: spread([summary.first.truth?.[truth] ?? null]),
  }
}

/** Ordering by the number of parameters alone: the floor under every score, one for each list of architectures. */
export function floors(groups: readonly SeedGroup[], imported: readonly ImportedRanking[], truth: TruthId): readonly { readonly label: string; readonly cells: readonly (number | null)[] }[] {
  const byList = new Map<string, { label: string; cells: readonly (number | null)[] }>()
  const summaries = groups.flatMap(({ runs }) => runs.flatMap(({ ranking }) => ranking?.summary ?? []))
  for (const { figures: all, architectures } of [...summaries, ...imported.map(({ summary }) => summary)]) {
    const figures = all?.[truth].parameters
    if (figures === undefined) continue
    const cells = figureColumns.map(({ id, of }) => (id === 'equal' ? null : of(figures)))
    byList.set(JSON.stringify(cells), { label: `Parameter count, ${architectures} architectures`, cells })
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
