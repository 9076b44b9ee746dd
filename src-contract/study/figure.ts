/** The figures that a study may be decided by, each with the score and the truth it is taken by, and how a run's value of it is found. Pure. */
import * as v from 'valibot'
import { truthTitles } from '../domain/choice-texts'
import { truthIds } from '../domain/choices'
import { cutFigureIds, orderFigures, singleFigureIds, type RankingSummary } from '../domain/ranking'
import { shown } from '../file-schema'

/** Figures of an order of architectures against their true accuracies (docs/ranking.md). `top1`: true accuracy of the one ranked first, percent. */
export const truthFigureIds = [...singleFigureIds, 'top1', ...cutFigureIds] as const
export type TruthFigureId = (typeof truthFigureIds)[number]

/** Of the architecture that the score ranks first, by the supernet itself: these need no truth. */
export const scoreFigureIds = ['firstAccuracy', 'firstLoss'] as const
/** Of the training alone. */
export const runFigureIds = ['finalLoss', 'seconds'] as const

export const figureScores = ['loss', 'accuracy'] as const

const figureId = v.picklist([...truthFigureIds, ...scoreFigureIds, ...runFigureIds], ({ input }) => `must be one of ${[...truthFigureIds, ...scoreFigureIds, ...runFigureIds].join(', ')}, not ${shown(input)}`)
const score = v.picklist(figureScores, ({ input }) => `must be loss or accuracy, the score that orders the architectures, not ${shown(input)}`)
const truth = v.picklist(truthIds, ({ input }) => `must be ${truthIds.join(', ')}, the truth that the order is held against, not ${shown(input)}`)

export const figureSchema = v.strictObject({ figure: figureId, score: v.optional(score), truth: v.optional(truth) })
export type StudyFigure = v.InferOutput<typeof figureSchema>

export const ofTruth = (figure: StudyFigure['figure']): figure is TruthFigureId => truthFigureIds.some((id) => id === figure)
export const ofRun = (figure: StudyFigure['figure']): boolean => runFigureIds.some((id) => id === figure)

/** What of score and truth a figure lacks or has too much, as the end of a sentence; null where it is whole. */
export function findFigureProblem({ figure, score: by, truth: against }: StudyFigure): { readonly key: 'score' | 'truth'; readonly reason: string } | null {
  if (!ofRun(figure) && by === undefined) return { key: 'score', reason: `is missing: ${figure} is taken by loss or by accuracy` }
  if (ofRun(figure) && by !== undefined) return { key: 'score', reason: `does not belong to ${figure}, which is of the training alone` }
  if (ofTruth(figure) && against === undefined) return { key: 'truth', reason: `is missing: ${figure} is taken against one of ${truthIds.join(', ')}` }
  if (!ofTruth(figure) && against !== undefined) return { key: 'truth', reason: `does not belong to ${figure}, which needs no true accuracies` }
  return null
}

/** "kendallTau.loss.cifar10": the name of its column. */
export function figureKey({ figure, score: by, truth: against }: StudyFigure): string {
  return [figure, by, against].filter((part) => part !== undefined).join('.')
}

type NameOf<Id extends string> = Id extends `${infer Name}.${string}` ? Name : Id
/** Of a figure without its cut: a new one without a title does not compile. */
type FigureName = NameOf<StudyFigure['figure']>

const titles: Readonly<Record<FigureName, string>> = {
  kendallTau: 'Kendall τ-b',
  spearman: 'Spearman ρ',
  pearson: 'Pearson r',
  complexityBias: 'complexity bias',
  tauWithinEqualParameters: 'τ within equal parameters',
  top1: 'top-1 (%)',
  pAtTop: 'P@top',
  pAtBottom: 'P@bottom',
  bestRankAt: 'best rank (%) @',
  firstAccuracy: 'accuracy of the first',
  firstLoss: 'loss of the first',
  finalLoss: 'final training loss',
  seconds: 'time of the run (s)',
}

export function figureTitle({ figure, score: by, truth: against }: StudyFigure): string {
  // Ids are a name, or a name and a cut.
  const [name, cut] = figure.split('.') as [FigureName, string?]
  const title = `${titles[name]}${cut === undefined ? '' : name === 'bestRankAt' ? cut : ` ${cut}%`}`
  const how = [by === undefined ? null : `by ${by}`, against === undefined ? null : truthTitles[against]].filter((part) => part !== null)
  return how.length === 0 ? title : `${title}, ${how.join(', ')}`
}

/** Every figure of an evaluation by its column, for both scores and all truths; the floors (parameters and multiply-adds as scores) as well. */
export function evaluationFigures({ figures, top1 }: Pick<RankingSummary, 'figures' | 'top1'>): Readonly<Record<string, number | null>> {
  const first = { accuracy: top1.byAccuracy, loss: top1.byLoss }
  const own = figureScores.flatMap((by): [string, number | null][] => [
    [figureKey({ figure: 'firstAccuracy', score: by }), first[by].accuracy],
    [figureKey({ figure: 'firstLoss', score: by }), first[by].loss],
    ...truthIds.map((against): [string, number | null] => [figureKey({ figure: 'top1', score: by, truth: against }), first[by].truth?.[against] ?? null]),
  ])
  const ordered = figures === null ? [] : truthIds.flatMap((against) =>
    (['loss', 'accuracy', 'parameters', 'multiplyAdds'] as const).flatMap((by) =>
      Object.entries(orderFigures(figures[against][by])).map(([figure, value]): [string, number | null] => [`${figure}.${by}.${against}`, value]),
    ),
  )
  return Object.fromEntries([...own, ...ordered])
}
