/** Tracked points as curves over the steps of their run. */
import type { TruthId } from '../../../src-contract/domain/choices'
import type { RankingFigures, ScoreId } from '../../../src-contract/domain/ranking'
import type { Series } from '../../../src-contract/domain/series'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { exactSeries, type Curve } from '../../charts/curve'
import type { RunAxis } from '../../charts/run-axis'
import { seriesColour } from '../../charts/run-colour'

type Value = (point: TrackedPoint) => number | null | undefined

/** In the order of their colours; floors are dashed. */
const scores = [
  { id: 'loss', label: 'By loss' },
  { id: 'accuracy', label: 'By accuracy', dash: [8, 3] },
  { id: 'parameters', label: 'Floor: parameters', dash: [2, 3] },
  { id: 'multiplyAdds', label: 'Floor: multiply-adds', dash: [2, 6] },
] as const satisfies readonly { readonly id: ScoreId; readonly label: string; readonly dash?: readonly number[] }[]

/** A line for each score, with the floors where they can be told from it. */
export function figureCurves(points: readonly TrackedPoint[], figure: (figures: RankingFigures) => number | null, truth: TruthId, axis: RunAxis, floors: boolean): readonly Curve[] {
  return scores.filter(({ id }) => floors || id === 'loss' || id === 'accuracy').map(({ id, ...look }, at) => curveOf(points, { id: `tracked-${id}`, at, ...look }, axis, ({ summary }) => summary.figures && figure(summary.figures[truth][id])))
}

/** The same of what needs no truth. */
export function statisticCurves(points: readonly TrackedPoint[], value: (point: TrackedPoint, score: 'loss' | 'accuracy') => number | null, axis: RunAxis, ids: readonly ('loss' | 'accuracy')[] = ['loss', 'accuracy']): readonly Curve[] {
  return scores.flatMap(({ id, ...look }, at) => ((id === 'loss' || id === 'accuracy') && ids.includes(id) ? [curveOf(points, { id: `tracked-${id}`, at, ...look }, axis, (point) => value(point, id))] : []))
}

function curveOf(points: readonly TrackedPoint[], { id, label, at, dash }: { readonly id: string; readonly label: string; readonly at: number; readonly dash?: readonly number[] }, axis: RunAxis, value: Value): Curve {
  return { id, label, colour: seriesColour(at), ...(dash === undefined ? {} : { dash }), series: trackedSeries(points, value), axis: axis.ofStepsDone() }
}

/**
 * What charts of a few-shot run open on: the sub-supernet in training, else the one with most points. All together are
 * judged only once, at the end, which makes no curve.
 */
export function partWorthSeeing(points: readonly TrackedPoint[], training: boolean): string {
  const ofStages = points.flatMap(({ stage }) => stage ?? [])
  if (training) return String(ofStages.at(-1) ?? 0)
  const counts = [...Map.groupBy(ofStages, (stage) => stage)].map(([stage, { length }]) => ({ stage, length }))
  const most = Math.max(...counts.map(({ length }) => length))
  return String(counts.find(({ length }) => length === most)?.stage ?? 'all')
}

/** At the number of steps done, as files have it: it wants the axis of these. */
export function trackedSeries(points: readonly TrackedPoint[], value: Value): Series {
  const known = points.flatMap((point) => {
    const found = value(point)
    return found === null || found === undefined ? [] : [{ step: point.step, value: found }]
  })
  return exactSeries(Float64Array.from(known, ({ step }) => step), Float32Array.from(known, (each) => each.value))
}
