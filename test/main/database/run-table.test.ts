import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { runTableRequestSchema, type RunFilter, type RunTableRequest, type SavedView } from '../../../src-contract/domain/run-table'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { homeFolder, runFolder } from '../../../src-main/system/home-folder'
import { exampleConfig, exampleDataset, exampleRun, metricRow, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

const all: RunTableRequest = { shown: 'active', filters: [], search: '', sort: [], group: null, columns: [], offset: 0, limit: 100 }

/** Six runs: rates calr and cosine in turn, rising learning rate, falling loss. */
async function sixRuns(): Promise<{ home: string; history: HistoryWriter; close: () => Promise<void> }> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  history.addDataset(exampleDataset('data-1', 'pets'))
  for (let number = 1; number <= 6; number++) {
    const rate = number % 2 === 0 ? ({ id: 'cosine' } as const) : ({ id: 'calr', gammaMax: number } as const)
    const config = { ...exampleConfig, rate, optimizer: { ...exampleConfig.optimizer, lr: number / 10 } }
    history.addRun({ ...exampleRun(`run-${number}`, `Training ${number}`), config })
    history.startRun(`run-${number}`, { step: 0, totalSteps: 1000, config })
    history.addMetrics(`run-${number}`, metricRows(0, number * 10))
    history.endRun(`run-${number}`, { state: number === 6 ? 'failed' : 'finished', finalLoss: 1 / number, weightsSha256: null, seconds: number, error: null })
  }
  return { home, history, close }
}

const ids = (history: HistoryWriter, request: Partial<RunTableRequest>): string => history.queryRuns({ ...all, ...request }).rows.map(({ id }) => id.slice(4)).join('')

test('columns: facts, settings, losses and figures of the latest ranking', async () => {
  const { history, close } = await sixRuns()
  history.addRanking({ id: 'rank-1', config: { ...rankingConfig, runId: 'run-3' }, checkpointStep: 5 })
  const figures = { accuracy: { kendallTau: 0.25 }, loss: { kendallTau: 0.5 } } as never
  history.endRanking('rank-1', { state: 'finished', rows: [rankingRow(0)], summary: { ...rankingSummary(), figures: { cifar10: figures, cifar100: figures, imagenet16: figures } }, seconds: 1, error: null })
  const { rows, total } = history.queryRuns({ ...all, limit: 1, offset: 3, columns: ['name', 'dataset', 'steps', 'config.rate.gammaMax', 'config.augment.flip', 'config.momentum.splitChoice', 'lossLast', 'lossMin', 'lossMinStep', 'lossMax', 'tau.loss.cifar10', 'tau.accuracy.imagenet16', 'top1.loss.cifar10', 'rankings', 'error'] })
  expect(total).toBe(6)
  expect(rows).toMatchObject([{ id: 'run-3', number: 3, name: 'Training 3', state: 'finished', steps: 30, totalSteps: 1000, pinned: false, tags: [] }])
  expect(rows[0]?.cells).toEqual(['Training 3', 'pets', 30, 3, 1, null, metricRow(29).loss, metricRow(29).loss, 29, metricRow(0).loss, 0.5, 0.25, 90, 1, null])
  expect(history.settingPaths()).toEqual(expect.arrayContaining(['rate.gammaMax', 'optimizer.lr', 'length.steps', 'momentum.splitChoice']))
  await close()
})

test.each<[string, RunFilter, string]>([
  ['equal', { operator: 'eq', column: 'config.rate.id', value: 'calr' }, '531'],
  ['unequal counts null as a value', { operator: 'ne', column: 'config.rate.gammaMax', value: 3 }, '65421'],
  ['null', { operator: 'eq', column: 'config.rate.gammaMax', value: null }, '642'],
  ['yes or no', { operator: 'eq', column: 'config.augment.flip', value: true }, '654321'],
  ['greater', { operator: 'gt', column: 'config.optimizer.lr', value: 0.35 }, '654'],
  ['at most', { operator: 'le', column: 'steps', value: 20 }, '21'],
  ['contains, in any case', { operator: 'contains', column: 'name', value: 'TRAINING 4' }, '4'],
  ['in, with null', { operator: 'in', column: 'config.rate.gammaMax', values: [5, null] }, '6542'],
  ['in nothing', { operator: 'in', column: 'name', values: [] }, ''],
  ['state', { operator: 'state', states: ['failed', 'running'] }, '6'],
  ['quotes are text', { operator: 'eq', column: 'name', value: "'; DROP TABLE runs; --" }, ''],
])('filter: %s', async (_, filter, expected) => {
  const { history, close } = await sixRuns()
  expect(ids(history, { filters: [filter] })).toBe(expected)
  await close()
})

test('order is stable, nothing comes last, groups stay together and are counted, pages add up', async () => {
  const { history, close } = await sixRuns()
  expect(ids(history, {})).toBe('654321')
  expect(ids(history, { sort: [{ column: 'config.optimizer.lr', descending: false }] })).toBe('123456')
  expect(ids(history, { sort: [{ column: 'config.rate.id', descending: false }] })).toBe('531642')
  for (const descending of [true, false]) expect(ids(history, { sort: [{ column: 'config.rate.gammaMax', descending }] }).slice(3)).toBe('642')
  history.markRuns(['run-2'], { pinned: true })
  expect(ids(history, {})).toBe('265431')
  const grouped = history.queryRuns({ ...all, group: 'config.rate.id' })
  expect(grouped.groups).toEqual([{ value: 'calr', runs: 3 }, { value: 'cosine', runs: 3 }])
  expect(grouped.rows.map(({ id, group }) => `${id.slice(4)} ${String(group)}`)).toEqual(['5 calr', '3 calr', '1 calr', '2 cosine', '6 cosine', '4 cosine'])
  expect(ids(history, { limit: 2, offset: 2 }) + ids(history, { limit: 2, offset: 4 })).toBe('5431')
  await close()
})

test('names that are no column, and paths with tricks, never reach SQL', () => {
  const bad = ['number', 'config.', 'config.a b', "config.a'b", 'config.__proto__ -- ', 'runs.config', 'config.a[0]', 'constructor']
  for (const column of bad) expect(v.safeParse(runTableRequestSchema, { ...all, columns: [column] }).success, column).toBe(false)
  expect(v.safeParse(runTableRequestSchema, { ...all, columns: ['config.optimizer.lr', 'tau.loss.cifar10'] }).success).toBe(true)
})

test('marks, search, tags and saved views', async () => {
  const { home, history, close } = await sixRuns()
  history.markRuns(['run-1', 'run-4'], { addTags: ['paper', 'seed 0'], notes: 'Ünusual spike', colour: '#12ab34', group: 'sweep' })
  history.markRuns(['run-4'], { removeTags: ['paper'], archived: true, name: 'renamed' })
  expect(history.marks('run-1')).toEqual({ number: 1, notes: 'Ünusual spike', colour: '#12ab34', pinned: false, archived: false, group: 'sweep', tags: ['paper', 'seed 0'], deletedAt: null })
  expect(history.tags()).toEqual([{ tag: 'seed 0', runs: 2 }, { tag: 'paper', runs: 1 }])
  expect(ids(history, { search: 'spike SWEEP' })).toBe('1')
  expect(ids(history, { search: 'pets renamed', shown: 'archived' })).toBe('4')
  expect(ids(history, { filters: [{ operator: 'has', tag: 'seed 0' }], shown: 'all' })).toBe('41')
  expect(ids(history, { filters: [{ operator: 'lacks', tag: 'seed 0' }] })).toBe('6532')
  expect(await history.checkRun('run-4')).toBeNull()
  const view: SavedView = { ...all, id: 'v1', name: 'b', columns: [{ column: 'lossMin', width: 120, pinned: true }] }
  history.saveView(view)
  history.saveView({ ...view, id: 'v2', name: 'a' })
  history.saveView({ ...view, name: 'c' })
  await close()
  const again = await openOwned(home)
  expect(again.history.views().map(({ name }) => name)).toEqual(['a', 'c'])
  again.history.removeView('v2')
  expect(again.history.views()).toHaveLength(1)
  await again.close()
})

test('deleted runs are gone with their folder, come back whole, and free the disk when the trash is emptied', async () => {
  const { home, history, close } = await sixRuns()
  const folder = homeFolder(home)
  for (const id of ['run-1', 'run-2', 'run-3']) {
    mkdirSync(runFolder(folder, id), { recursive: true })
    writeFileSync(join(runFolder(folder, id), 'checkpoint'), Buffer.alloc(100_000))
  }
  history.addMetrics('run-2', metricRows(100, 60_000))
  history.deleteRuns(['run-1', 'run-2'])
  expect(ids(history, {})).toBe('6543')
  expect(ids(history, { shown: 'deleted' })).toBe('21')
  expect((await history.runs()).map(({ id }) => id)).toEqual(['run-6', 'run-5', 'run-4', 'run-3'])
  await expect(history.run('run-1')).rejects.toMatchObject({ code: 'run-missing' })
  expect(existsSync(runFolder(folder, 'run-1'))).toBe(false)
  history.undoDelete(['run-1'])
  expect(await history.run('run-1')).toMatchObject({ state: 'finished', steps: 10 })
  expect(existsSync(join(runFolder(folder, 'run-1'), 'checkpoint'))).toBe(true)
  history.startRun('run-3', { step: 0, totalSteps: 10, config: exampleConfig })
  expect(() => history.deleteRuns(['run-1', 'run-3'])).toThrow(/running: stop it/)
  expect((await history.run('run-1')).id).toBe('run-1')

  const emptied = history.emptyTrash()
  expect(emptied).toMatchObject({ runs: 1, folderBytes: 100_000 })
  expect(emptied.historyBytes).toBeGreaterThan(2e6)
  expect(readdirSync(folder.runs).sort()).toEqual(['run-1', 'run-3'])
  expect(history.emptyTrash()).toEqual({ runs: 0, folderBytes: 0, historyBytes: 0 })
  await close()
})

test('folders that a crash left on the wrong side follow the rows', async () => {
  const { home, history, close } = await sixRuns()
  const folder = homeFolder(home)
  history.deleteRuns(['run-1'])
  await close()
  // The rows were changed, the folders not yet: run-1 lies in the trash, run-2 does not, and run-9 was forgotten.
  for (const name of ['run-1', '.trash-run-2', '.trash-run-9']) mkdirSync(join(folder.runs, name))
  await (await openOwned(home)).close()
  expect(readdirSync(folder.runs).sort()).toEqual(['.trash-run-1', 'run-2'])
})
