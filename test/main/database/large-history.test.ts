/**
 * The history at the size the window must stay fast with. A small one by default; SEED_RUNS=10000 fills the full size.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunTableRequest } from '../../../src-contract/domain/run-table'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { openHistory } from '../../../src-main/database/open-history'
import { homeFolder } from '../../../src-main/system/home-folder'
import { fullSize, longRunId, seedHistory, type SeedSize } from '../../helpers/seed-history'

const full = process.env['SEED_RUNS'] === '10000'
const size: SeedSize = full ? fullSize : { runs: 1000, ranked: 20, longRun: 120_000 }

const home = mkdtempSync(join(tmpdir(), 'large-history-'))
let history: HistoryWriter
let close: () => Promise<void>

beforeAll(async () => {
  const begun = performance.now()
  seedHistory(home, size)
  const seeded = performance.now()
  const open = await openHistory(home)
  if (open.access !== 'owner') throw new Error(open.access)
  ;({ history, close } = open)
  const bytes = statSync(homeFolder(home).historyFile).size
  console.log(`${size.runs} runs, ${size.ranked} ranked, ${size.longRun} steps: ${(bytes / 2 ** 20).toFixed(0)} MiB filled in ${((seeded - begun) / 1000).toFixed(1)} s, opened in ${(performance.now() - seeded).toFixed(0)} ms`)
}, 600_000)
afterAll(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

/** Median of seven calls in milliseconds of processor time: a machine that does other things as well makes no difference. */
function timed(what: string, limit: number, work: () => unknown): void {
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }).sort((a, b) => a - b)
  const median = times[3] ?? 0
  console.log(`${what}: median ${median.toFixed(1)} ms, longest ${(times[6] ?? 0).toFixed(1)} ms`)
  expect(median, what).toBeLessThan(limit)
}

const base: RunTableRequest = {
  shown: 'active', filters: [], search: '', sort: [], group: null, offset: 0, limit: 100,
  columns: ['name', 'state', 'created', 'config.rate.id', 'config.optimizer.lr', 'lossLast', 'lossMin', 'tau.loss.cifar10', 'top1.loss.cifar10', 'seconds'],
}

test('the table of runs, filtered, sorted and grouped every way', { timeout: 120_000 }, () => {
  const limit = 150
  timed('newest', limit, () => history.queryRuns(base))
  timed('sorted by a setting', limit, () => history.queryRuns({ ...base, sort: [{ column: 'config.optimizer.lr', descending: true }] }))
  timed('sorted by τ', limit, () => history.queryRuns({ ...base, sort: [{ column: 'tau.accuracy.cifar100', descending: true }] }))
  timed('filtered by two settings', limit, () => history.queryRuns({ ...base, filters: [{ operator: 'eq', column: 'config.rate.id', value: 'calr' }, { operator: 'gt', column: 'config.optimizer.lr', value: 0.05 }], sort: [{ column: 'lossMin', descending: false }] }))
  timed('searched', limit, () => history.queryRuns({ ...base, search: 'calr sweep' }))
  timed('filtered by tag', limit, () => history.queryRuns({ ...base, filters: [{ operator: 'has', tag: 'paper' }] }))
  timed('grouped by a setting', limit, () => history.queryRuns({ ...base, group: 'config.rate.id' }))
  timed('last page', limit, () => history.queryRuns({ ...base, offset: size.runs - 600 }))
  expect(history.queryRuns({ ...base, shown: 'all' }).total).toBe(size.runs)
})

test('curves of the long run: whole, zoomed, by band', { timeout: 120_000 }, () => {
  const request = { runId: longRunId, curves: [{ metric: 'loss', bands: 1 }], fromStep: 0, toStep: null, buckets: 1000 } as const
  timed('whole run', 150, () => history.querySeries(request))
  timed('whole run in four bands', 150, () => history.querySeries({ ...request, curves: [{ metric: 'loss', bands: 4 }] }))
  timed('zoomed to a tenth', 150, () => history.querySeries({ ...request, fromStep: size.longRun * 0.4, toStep: size.longRun * 0.5 }))
  timed('zoomed to 500 steps', 150, () => history.querySeries({ ...request, fromStep: 77_500, toStep: 78_000 }))
  const { curves: [bands = []], lastStep } = history.querySeries(request)
  expect(lastStep).toBe(size.longRun - 1)
  const spikes = [...(bands[0]?.series.values ?? [])].filter((value) => value > 40)
  expect(spikes).toHaveLength(Math.floor((size.longRun + 22_222) / 100_000))
})

test('a ranking of all architectures: pages and scatter', () => {
  timed('page by loss', 150, () => history.queryRankingEntries({ rankingId: 'rank-0', sort: { column: 'loss', descending: false }, search: '', offset: 0, limit: 100 }))
  timed('page by truth', 150, () => history.queryRankingEntries({ rankingId: 'rank-0', sort: { column: 'cifar100', descending: true }, search: 'nor_conv_3x3', offset: 500, limit: 100 }))
  timed('scatter', 150, () => history.rankingScatter('rank-0'))
  expect(history.rankingScatter('rank-0').loss).toHaveLength(15_625)
})
