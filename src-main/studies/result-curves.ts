import type { RunRecord } from '../../src-contract/domain/run'
import { wholePoints, type TrackedPoint } from '../../src-contract/domain/tracking'
import { evaluationFigures } from '../../src-contract/study/figure'
import type { CurvePoint, StudyResult } from '../../src-contract/study/study'
import { studyFigures, type StudyFile } from '../../src-contract/study/study-file'
import type { HistoryReader } from '../database/history-api'

/** Training loss, and, where architectures were tracked, each figure of the study that is of an evaluation, under its column name. */
export async function resultCurves(history: HistoryReader, file: StudyFile, run: Pick<RunRecord, 'id' | 'totalSteps'>): Promise<StudyResult['curves']> {
  return { loss: await lossCurve(history, run), ...trackedCurves(file, await history.tracked(run.id)) }
}

/** Of the whole set only. A point where a figure is not defined is left out. */
function trackedCurves(file: StudyFile, points: readonly TrackedPoint[]): StudyResult['curves'] {
  const whole = wholePoints(points).map(({ step, summary }) => ({ step, figures: evaluationFigures(summary) }))
  const curves = studyFigures(file).map(({ key }): [string, readonly CurvePoint[]] => [
    key,
    whole.flatMap(({ step, figures }) => {
      const value = figures[key] ?? null
      return value === null ? [] : [{ step, value }]
    }),
  ])
  return Object.fromEntries(curves.filter(([, curve]) => curve.length > 0))
}

/** Points of a loss curve that is kept with a result: enough to draw, few enough to carry. */
const parts = 200

/** Mean loss over equal parts of the run, each at the number of steps done at its end: the same steps for all runs of one length. */
async function lossCurve(history: HistoryReader, { id, totalSteps }: Pick<RunRecord, 'id' | 'totalSteps'>): Promise<readonly CurvePoint[]> {
  const count = Math.min(parts, totalSteps)
  const sums = new Float64Array(count)
  const rows = new Float64Array(count)
  for await (const page of history.metrics(id)) {
    for (const { step, loss } of page) {
      const part = Math.min(count - 1, Math.floor((step * count) / totalSteps))
      sums[part] = (sums[part] ?? 0) + loss
      rows[part] = (rows[part] ?? 0) + 1
    }
  }
  return [...sums].flatMap((sum, part) => {
    const number = rows[part] ?? 0
    return number === 0 ? [] : [{ step: Math.ceil(((part + 1) * totalSteps) / count), value: sum / number }]
  })
}
