import type { RunRecord } from '../../src-contract/domain/run'
import type { CurvePoint } from '../../src-contract/study/study'
import type { HistoryReader } from '../database/history-api'

/** Points of a curve that is kept with a result: enough to draw, few enough to carry. */
const parts = 200

/** Mean loss over equal parts of the run, each at the number of steps done at its end: the same steps for all runs of one length. */
export async function lossCurve(history: HistoryReader, { id, totalSteps }: Pick<RunRecord, 'id' | 'totalSteps'>): Promise<readonly CurvePoint[]> {
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
