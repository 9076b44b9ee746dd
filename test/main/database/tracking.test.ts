/** What was judged while a run trained: kept with it, back out of its log, and never of weights that are no more. */
import Database from 'better-sqlite3'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { RankingFigures } from '../../../src-contract/domain/ranking'
import { countRuns } from '../../../src-contract/domain/run-table'
import type { TrackedTable } from '../../../src-contract/domain/tracking'
import type { JobEvent } from '../../../src-contract/worker-protocol'
import type { HistoryReader } from '../../../src-main/database/history-api'
import { openHistory } from '../../../src-main/database/open-history'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { recordRun } from '../../../src-main/jobs/run-recorder'
import { homeFolder, logFile } from '../../../src-main/system/home-folder'
import { addExampleRun, exampleConfig, metricRows, openOwned, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'
import { damageLine, loseHistory, recordedRun } from '../../helpers/recorded-run'

const cuts = { '1': 0, '5': 0, '10': 0, '50': 0 }
const figuresOf = (tau: number): RankingFigures => ({ kendallTau: tau, spearman: 0, pearson: 0, pAtTop: cuts, pAtBottom: cuts, bestRankAt: cuts, complexityBias: -tau / 2, tauWithinEqualParameters: null })
const byScore = (tau: number) => ({ accuracy: figuresOf(tau / 10), loss: figuresOf(tau), parameters: figuresOf(0.6), multiplyAdds: figuresOf(0.5) })
const statistics = { mean: 1, deviation: 0.5, least: 0.1, greatest: 3, rhoParameters: 0.25, rhoMultiplyAdds: null }

function table(step: number, stage: number | null = null, architectures = [1, 4, 6]): TrackedTable {
  const tau = step / 100
  const summary = { ...rankingSummary(), architectures: architectures.length, figures: { cifar10: byScore(tau), cifar100: byScore(tau), imagenet16: byScore(tau) } }
  const rows = architectures.map((index) => ({ ...rankingRow(index), loss: Math.sqrt(index + step), accuracy: 1 / (index + step + 2) }))
  return { point: { step, stage, epoch: step / 10, summary, statistics: { accuracy: statistics, loss: statistics } }, rows }
}

const started = (step: number): JobEvent => ({ kind: 'started', step, totalSteps: 100, config: exampleConfig })
const tracked = (...tables: readonly TrackedTable[]): JobEvent => ({ kind: 'tracked', tables })
const done = { kind: 'done', result: { kind: 'train', state: 'finished', steps: 40, totalSteps: 40, finalLoss: 0.5, weightsSha256: 'w', seconds: 12.5 } } as const

async function recording() {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  const log = logFile(homeFolder(home), 'run-1')
  const give = async (...events: readonly JobEvent[]) => {
    const recorder = recordRun(history, await history.run('run-1'), log)
    for (const [sequence, event] of events.entries()) recorder.record({ kind: 'event', sequence, event })
    return recorder
  }
  return { home, history, close, log, give }
}

async function tablesOf(history: HistoryReader): Promise<TrackedTable[]> {
  const tables: TrackedTable[] = []
  for (const point of await history.tracked('run-1')) {
    const rows = []
    for await (const page of history.trackedRows('run-1', point.step, point.stage)) rows.push(...page)
    tables.push({ point, rows })
  }
  return tables
}

const column = 'tracked.tau.loss.cifar100'
const newest = (history: Awaited<ReturnType<typeof recording>>['history']) => history.queryRuns({ ...countRuns, columns: [column, 'tracked.bias.accuracy.cifar10'], limit: 1 }).rows[0]?.cells

test('points are kept with all scores; a resume takes back those of steps that are trained anew, and keeps that of its own', async () => {
  const { home, history, close, log, give } = await recording()
  const first = await give(started(0), { kind: 'metrics', rows: metricRows(0, 10) }, tracked(table(10)), { kind: 'metrics', rows: metricRows(10, 20) }, tracked(table(20)), { kind: 'metrics', rows: metricRows(20, 30) }, tracked(table(30)))
  first.exited(null)
  expect(await tablesOf(history)).toEqual([table(10), table(20), table(30)])
  expect(history.trackedSteps('run-1')).toEqual([10, 20, 30])
  expect(newest(history)).toEqual([0.3, -0.015])
  const second = await give(started(20), { kind: 'metrics', rows: metricRows(20, 30) })
  expect(await tablesOf(history)).toEqual([table(10), table(20)])
  expect(newest(history)).toEqual([0.2, -0.01])
  second.record({ kind: 'event', sequence: 9, event: tracked(table(30, 2, [4, 6]), table(30)) })
  second.record(done)
  const all = [table(10), table(20), table(30, 2, [4, 6]), table(30)]
  expect(await tablesOf(history)).toEqual(all)
  expect(newest(history)).toEqual([0.3, -0.015])
  const guest = await openHistory(home, { purpose: 'look' })
  expect(guest.access).toBe('guest')
  expect(await tablesOf(guest.history)).toEqual(all)
  await guest.close()
  const rebuilt = await rebuildRunFromLog(log)
  expect(rebuilt.damagedLines).toEqual([])
  expect(rebuilt.tracked.map(({ point }) => point)).toEqual(all.map(({ point }) => point))
  // Several points of one list name its architectures once for each part of the run.
  expect(readFileSync(log, 'utf8').match(/"kind":"tracked-list"/g)?.length).toBe(3)
  await close()
})

test('scores that were damaged in the history come back from the log, and a run that was lost with its points', async () => {
  const { home, history, close, log, give } = await recording()
  const recorder = await give(started(0), { kind: 'metrics', rows: metricRows(0, 40) }, tracked(table(20)), tracked(table(40)))
  recorder.record(done)
  expect(await history.checkRun('run-1')).toBeNull()
  await close()
  const change = (sql: string): void => {
    const db = new Database(homeFolder(home).historyFile)
    db.pragma('foreign_keys = ON')
    db.exec(sql)
    db.close()
  }
  change("UPDATE tracked_points SET scores = zeroblob(48) WHERE step = 20")
  const damaged = await openOwned(home)
  expect(await damaged.history.checkRun('run-1')).toContain('was read back from its log')
  expect(await tablesOf(damaged.history)).toEqual([table(20), table(40)])
  expect(newest(damaged.history)).toEqual([0.4, -0.02])
  // A list that the log no longer names takes the points after it with it, and they are told.
  const lines = readFileSync(log, 'utf8').split('\n').filter((line) => !line.includes('"tracked-list"'))
  writeFileSync(log, lines.join('\n'))
  const rebuilt = await rebuildRunFromLog(log)
  expect(rebuilt.tracked).toEqual([])
  expect(rebuilt.damagedLines.length).toBe(2)
  await damaged.close()
})

test.each<[string, string, string, readonly number[]]>([
  ['twice', '"point":{"step":40,', '"point":{"step":20,', [20]],
  ['of no step', '"point":{"step":40,', '"point":{"stfp":40,', [20]],
])('a damaged point, %s, is told by its line, and keeps no run out', async (_, from, to, left) => {
  const { home, close, log, give } = await recording()
  const recorder = await give(started(0), { kind: 'metrics', rows: metricRows(0, 40) }, tracked(table(20)), tracked(table(40)))
  recorder.record(done)
  await close()
  damageLine(log, 5, (line) => line.replace(from, to))
  loseHistory(home)
  const again = await openOwned(home)
  expect(again.notices.join(' ')).toContain(`lines 5 of its log ${log} are damaged`)
  expect(await again.history.run('run-1')).toMatchObject({ state: 'finished', steps: 40 })
  expect(again.history.trackedSteps('run-1')).toEqual(left)
  await again.close()
})

test('a point that a damaged log lacks comes from the backup', async () => {
  const { home, history, close, log, give } = await recording()
  const recorder = await give(started(0), { kind: 'metrics', rows: metricRows(0, 40) }, tracked(table(20, 2), table(20)))
  await history.backup()
  recorder.record({ kind: 'event', sequence: 9, event: tracked(table(40)) })
  recorder.record(done)
  await close()
  damageLine(log, 4, (line) => line.slice(7))
  truncateSync(homeFolder(home).historyFile, 9000)
  const again = await openOwned(home)
  expect(await again.history.run('run-1')).toMatchObject({ state: 'finished', steps: 40 })
  expect(await tablesOf(again.history)).toEqual([table(20, 2), table(20), table(40)])
  await again.close()
})

test('a log that says what cannot be stored keeps its own run out and no other', async () => {
  const { home, history, close, log, give } = await recording()
  const recorder = await give(started(0), { kind: 'metrics', rows: metricRows(0, 40) }, tracked(table(40)))
  recorder.record(done)
  await recordedRun(home, history, 'run-2', metricRows(0, 600))
  await close()
  const whole = readFileSync(log, 'utf8')
  damageLine(log, 4, (line) => line.replace('"figures":{"cifar10"', '"figures":{"cifbr10"'))
  loseHistory(home)
  const first = await openOwned(home)
  expect((await first.history.runs()).map(({ id }) => id)).toEqual(['run-2'])
  expect(first.notices.filter((notice) => notice.startsWith('Run run-1 (first) was not read back: what its log'))).toHaveLength(1)
  await first.close()
  // The log was kept: mended, it is read at the next opening.
  writeFileSync(log, whole)
  const second = await openOwned(home)
  expect(await second.history.run('run-1')).toMatchObject({ state: 'finished', steps: 40 })
  await second.close()
})

test('lists of tracked architectures go with the last run that has them', async () => {
  const { home, history, close, give } = await recording()
  const recorder = await give(started(0), tracked(table(20)))
  recorder.exited(null)
  const lists = (): number => {
    const db = new Database(homeFolder(home).historyFile, { readonly: true })
    const found = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM ranking_lists').get()?.n ?? -1
    db.close()
    return found
  }
  history.emptyTrash()
  expect((await tablesOf(history)).length).toBe(1)
  history.deleteRuns(['run-1'])
  history.emptyTrash()
  await close()
  expect(lists()).toBe(0)
})
