import { expect, test } from 'vitest'
import type { MetricRow } from '../../../src-contract/domain/run'
import type { Series } from '../../../src-contract/domain/series'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { addExampleRun, metricRow, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

const whole = { runId: 'run-1', curves: [{ metric: 'loss', bands: 1 }], fromStep: 0, toStep: null, buckets: 100 } as const

async function filled(rows: readonly MetricRow[]): Promise<{ history: HistoryWriter; close: () => Promise<void> }> {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  // In parts that fit no page.
  for (let from = 0; from < rows.length; from += 37) history.addMetrics('run-1', rows.slice(from, from + 37))
  return { history, close }
}

const curve = (history: HistoryWriter, request: Partial<Parameters<HistoryWriter['querySeries']>[0]> = {}): Series => {
  const series = history.querySeries({ ...whole, ...request }).curves[0]?.[0]?.series
  if (series === undefined) throw new Error('no curve')
  return series
}

test('few rows come as they are', async () => {
  const { history, close } = await filled(metricRows(0, 200))
  const { exact, steps, values } = curve(history)
  expect(exact).toBe(true)
  expect([...steps]).toEqual(metricRows(0, 200).map(({ step }) => step))
  expect([...values]).toEqual(metricRows(0, 200).map(({ loss }) => Math.fround(loss)))
  expect([...curve(history, { fromStep: 50, toStep: 60, curves: [{ metric: 'complexity', bands: 1 }] }).values]).toEqual(metricRows(50, 60).map(({ complexity }) => Math.fround(complexity)))
  await close()
})

test('of many rows each bucket gives its lowest and highest, and no spike is lost', async () => {
  const spikes = new Map([[1, 90], [1023, -91], [1024, 92], [5000, -93], [7776, 94], [9999, 95]])
  const rows = metricRows(0, 10_000).map((row) => ({ ...row, loss: spikes.get(row.step) ?? row.loss }))
  const { history, close } = await filled(rows)
  for (const [fromStep, toStep] of [[0, null], [1, 9999], [1000, 8000], [1020, 3000]] as const) {
    const { exact, steps, values, means, rows: behind } = curve(history, { fromStep, toStep })
    expect(exact).toBe(false)
    expect(steps.length).toBeLessThanOrEqual(200)
    expect(means.length).toBeLessThanOrEqual(100)
    expect(behind).toBe((toStep ?? 10_000) - fromStep)
    expect([...steps]).toEqual([...steps].sort((a, b) => a - b))
    for (const [at, step] of steps.entries()) expect(values[at]).toBe(Math.fround(rows[step]?.loss ?? NaN))
    const expected = [...spikes].filter(([step]) => step >= fromStep && step < (toStep ?? 10_000)).map(([, loss]) => loss)
    expect([...values].filter((value) => value < 0 || value > 80)).toEqual(expected)
  }
  await close()
})

test('bands hold every row once, by rising complexity; pools are counted', async () => {
  const rows = metricRows(0, 5000).map((row) => ({ ...row, complexity: 1000 + ((row.step * 7919) % 5000) }))
  const { history, close } = await filled(rows)
  const { curves: [bands = []], pools, firstStep, lastStep } = history.querySeries({ ...whole, curves: [{ metric: 'loss', bands: 4 }] })
  expect([firstStep, lastStep]).toEqual([0, 4999])
  expect(bands.map(({ series }) => series.rows).reduce((a, b) => a + b)).toBe(5000)
  for (const { series } of bands) expect(Math.abs(series.rows - 1250)).toBeLessThan(100)
  for (const [at, { from, to, series }] of bands.entries()) {
    for (const step of series.steps) {
      const complexity = rows[step]?.complexity ?? NaN
      expect(complexity <= to || at === 3).toBe(true)
      expect(at === 0 ? complexity >= from : complexity > from).toBe(true)
    }
  }
  expect(pools).toEqual([0, 1, 2, 3, 4].map((pool) => ({ pool, steps: 1000 })))
  await close()
})

test('a run that goes on from an earlier step has the new rows and none of the old', async () => {
  const { history, close } = await filled(metricRows(0, 3000))
  history.startRun('run-1', { step: 1500, totalSteps: 3000, config: (await history.run('run-1')).config })
  expect(history.querySeries(whole).lastStep).toBe(1499)
  const again = metricRows(1500, 2600).map((row) => ({ ...row, loss: 7 }))
  history.addMetrics('run-1', again)
  expect([...curve(history, { fromStep: 1400, toStep: 1600 }).values]).toEqual([...metricRows(1400, 1500).map(({ loss }) => Math.fround(loss)), ...Array.from({ length: 100 }, () => 7)])
  expect(history.queryRuns({ shown: 'all', filters: [], search: '', sort: [], group: null, columns: ['lossLast', 'lossMin', 'lossMax'], offset: 0, limit: 1 }).rows[0]?.cells).toEqual([7, metricRow(1499).loss, 7])
  await close()
})

test('a run without rows has no curve', async () => {
  const { history, close } = await filled([])
  expect(history.querySeries(whole)).toEqual({ firstStep: null, lastStep: null, curves: [], pools: [] })
  await close()
})

test('architectures without an index are told by their text and numbered by their place', async () => {
  const { history, close } = await filled([])
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 0 })
  const rows = Array.from({ length: 5 }, (_, at) => ({ ...rankingRow(at), index: null, truth: null }))
  history.endRanking('rank-1', { state: 'finished', rows, summary: rankingSummary(), seconds: 1, error: null })
  expect(history.rankingScatter('rank-1')).toMatchObject({ index: null, architecture: rows.map(({ architecture }) => architecture), truth: null })
  const page = (search: string) => history.queryRankingEntries({ rankingId: 'rank-1', sort: { column: 'index', descending: true }, search, offset: 0, limit: 9 }).rows.map(({ position }) => position)
  expect(page('')).toEqual([4, 3, 2, 1, 0])
  expect(page('5')).toEqual([4])
  await close()
})

test('ranking entries sorted any way, and the scatter in order of index', async () => {
  const { history, close } = await filled([])
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 0 })
  const rows = Array.from({ length: 50 }, (_, index) => rankingRow(index))
  history.endRanking('rank-1', { state: 'finished', rows, summary: rankingSummary(), seconds: 1, error: null })
  const entries = (...positions: number[]) => positions.map((position) => ({ ...rows[position], position }))
  const page = (column: 'loss' | 'accuracy' | 'cifar10', descending: boolean, more = {}) => history.queryRankingEntries({ rankingId: 'rank-1', sort: { column, descending }, search: '', offset: 0, limit: 3, ...more })
  expect(page('loss', true)).toEqual({ rows: entries(49, 48, 47), total: 50 })
  expect(page('accuracy', false, { offset: 48 }).rows).toEqual(entries(1, 0))
  // Every other architecture has no truth, and comes last.
  expect(page('cifar10', true).rows).toEqual(entries(48, 46, 44))
  expect(page('cifar10', false, { offset: 25 }).rows).toEqual(entries(1, 3, 5))
  expect(page('loss', false, { search: 'conv~17|' })).toEqual({ rows: entries(17), total: 1 })
  const { index, architecture, loss, truth } = history.rankingScatter('rank-1')
  expect([...(index ?? [])]).toEqual(rows.map((row) => row.index))
  expect(architecture).toBeNull()
  expect([...(loss ?? [])]).toEqual(rows.map((row) => Math.fround(row.loss)))
  expect(truth?.cifar10[1]).toBeNaN()
  expect(truth?.cifar10[2]).toBe(Math.fround(rows[2]?.truth?.cifar10 ?? 0))
  await close()
})
