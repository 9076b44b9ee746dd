import type { RunNumbers } from '../../src-contract/domain/run-numbers'
import { countRuns } from '../../src-contract/domain/run-table'
import type { HistoryReader, HistoryViews } from '../database/history-api'

const columns = ['lossLast', 'lossMin', 'lossMinStep', 'steps'] as const

export async function runNumbers(history: HistoryReader & HistoryViews, runId: string): Promise<RunNumbers> {
  const { datasetId } = (await history.run(runId)).config
  const filters = [{ operator: 'eq', column: 'id', value: runId } as const]
  const { rows } = history.queryRuns({ ...countRuns, filters, columns: [...columns], limit: 1 })
  const cells = rows[0]?.cells ?? []
  const number = (name: (typeof columns)[number]): number | null => {
    const cell = cells[columns.indexOf(name)]
    return typeof cell === 'number' ? cell : null
  }
  const { curves } = history.querySeries({ runId, curves: [{ metric: 'rate', bands: 1 }], fromStep: Math.max(0, (number('steps') ?? 0) - 1), toStep: null, buckets: 1 })
  const dataset = (await history.datasets()).find(({ id }) => id === datasetId) ?? history.removedDataset(datasetId)
  return {
    dataset: dataset?.name ?? null,
    lossLast: number('lossLast'),
    lossMin: number('lossMin'),
    lossMinStep: number('lossMinStep'),
    rate: curves[0]?.[0]?.series.values.at(-1) ?? null,
  }
}
