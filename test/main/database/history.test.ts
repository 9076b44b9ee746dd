import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { takeLock } from '../../../src-main/database/own-file'
import { checkpointFolder, homeFolder } from '../../../src-main/system/home-folder'
import { addExampleRun, allMetrics, allRankingRows, exampleConfig, exampleDataset, exampleRun, metricRow, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

const ended = { state: 'finished', finalLoss: 1.25, weightsSha256: 'abc', seconds: 2.5, error: null } as const

test('what is stored comes back equal, also after reopening', async () => {
  const home = temporaryHome()
  const first = await openOwned(home)
  first.history.addDataset(exampleDataset('data-1', 'pets'))
  addExampleRun(first.history)
  first.history.startRun('run-1', { step: 0, totalSteps: 1000, config: { ...exampleConfig, momentum: { id: 'separated', splitChoice: 3 } } })
  first.history.addMetrics('run-1', metricRows(0, 1000))
  const folder = checkpointFolder(homeFolder(home), 'run-1', 1000)
  mkdirSync(folder, { recursive: true })
  first.history.addCheckpoint('run-1', { step: 500, path: 'rotated', bytes: 1, weightsSha256: 'abc' })
  first.history.addCheckpoint('run-1', { step: 1000, path: 'runs/run-1/checkpoints/1000', bytes: 2 ** 40, weightsSha256: 'abc' })
  first.history.endRun('run-1', ended)
  const run = await first.history.run('run-1')
  expect(run).toMatchObject({ id: 'run-1', name: 'first', state: 'finished', steps: 1000, totalSteps: 1000, finalLoss: 1.25, weightsSha256: 'abc', seconds: 2.5, error: null })
  expect(run.config.momentum).toEqual({ id: 'separated', splitChoice: 3 })
  expect(run.versions).toEqual(exampleRun('', '').versions)
  expect(Date.parse(run.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.createdAt))
  await first.close()

  const { history, close } = await openOwned(home)
  expect(await history.dataset('data-1')).toEqual(exampleDataset('data-1', 'pets'))
  expect(await history.run('first')).toEqual(run)
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, 1000))
  expect(await history.checkpoints('run-1')).toEqual([{ step: 1000, path: folder, bytes: 2 ** 40, weightsSha256: 'abc' }])
  expect(history.verifyRun('run-1')).toBe(true)
  const removed = { ...exampleDataset('data-1', 'pets'), removedAt: '2025-02-01T00:00:00.000Z' }
  history.changeDataset(removed)
  expect(await history.datasets()).toEqual([])
  await expect(history.dataset('pets')).rejects.toMatchObject({ code: 'dataset-missing' })
  await expect(history.dataset('data-1')).rejects.toMatchObject({ code: 'dataset-missing' })
  expect(history.removedDataset('data-1')).toEqual(removed)
  expect(() => history.changeDataset({ ...removed, id: 'data-2' })).toThrow(/no data set/)
  await close()
})

test('resuming removes later rows and checkpoints, and keeps the checkpoint it goes on from', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  for (const step of [50, 100, 120]) mkdirSync(checkpointFolder(homeFolder(home), 'run-1', step), { recursive: true })
  addExampleRun(history)
  addExampleRun(history, 'run-2', 'untouched')
  history.startRun('run-1', { step: 0, totalSteps: 1000, config: exampleConfig })
  for (const id of ['run-1', 'run-2']) history.addMetrics(id, metricRows(0, 130))
  for (const step of [50, 100, 120]) history.addCheckpoint('run-1', { step, path: `/${step}`, bytes: step, weightsSha256: '' })
  history.endRun('run-1', { ...ended, state: 'failed', error: { code: 'worker-died', message: 'The worker died.', cause: 'signal 9' } })
  expect((await history.run('run-1')).error).toEqual({ code: 'worker-died', message: 'The worker died.' })
  expect(history.verifyRun('run-1')).toBeNull()

  history.startRun('run-1', { step: 100, totalSteps: 1000, config: exampleConfig })
  expect(await history.run('run-1')).toMatchObject({ state: 'running', steps: 100, finalLoss: null, weightsSha256: null, endedAt: null, error: null, seconds: 2.5 })
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, 100))
  expect((await history.checkpoints('run-1')).map((checkpoint) => checkpoint.step)).toEqual([50, 100])
  expect(await allMetrics(history, 'run-2')).toEqual(metricRows(0, 130))
  await sleep(20)
  history.addMetrics('run-1', metricRows(100, 110))
  // While it trains: until the last stored row.
  const running = await history.run('run-1')
  expect(running).toMatchObject({ state: 'running', finalLoss: null, lastLoss: metricRow(109).loss })
  expect(running.seconds).toBeGreaterThan(2.515)
  const page = history.queryRuns({ shown: 'active', filters: [], search: 'first', sort: [], group: null, columns: ['seconds', 'lossLast'], offset: 0, limit: 1 })
  expect(page.rows[0]?.cells).toEqual([running.seconds, running.lastLoss])
  history.endRun('run-1', { ...ended, state: 'stopped' })
  expect(await history.run('run-1')).toMatchObject({ state: 'stopped', steps: 110, seconds: 5 })
  await close()
})

test('a failed change leaves nothing behind', async () => {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  history.addMetrics('run-1', metricRows(0, 10))
  expect(() => history.addMetrics('run-1', [metricRow(10), metricRow(9)])).toThrow(/UNIQUE/)
  expect(() => history.addMetrics('run-1', [metricRow(10), { ...metricRow(11), loss: Number.NaN }])).toThrow(/not a finite number/)
  expect(() => history.addMetrics('run-1', [{ ...metricRow(10), step: -1 }])).toThrow(/CHECK/)
  expect(() => history.addMetrics('run-1', [{ ...metricRow(10), step: 10.5 }])).toThrow()
  expect(() => addExampleRun(history)).toThrow(/UNIQUE/)
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, 10))
  expect((await history.run('run-1')).steps).toBe(10)
  await close()
})

test('look-ups: exact id, exact name, beginning of an id; never a guess', async () => {
  const { history, close } = await openOwned(temporaryHome())
  history.addRun(exampleRun('abc', 'name'))
  history.addRun(exampleRun('abcd', 'name'))
  history.addRun(exampleRun('xyz', 'abc'))
  history.addRun(exampleRun('100%_', '%'))
  const idOf = async (key: string): Promise<string> => (await history.run(key)).id
  expect(await Promise.all(['abc', 'abcd', 'x', '%', '100%'].map(idOf))).toEqual(['abc', 'abcd', 'xyz', '100%_', '100%_'])
  await expect(history.run('ab')).rejects.toMatchObject({ code: 'bad-argument', message: '"ab" fits more than one run (abc, abcd): give more of the id.' })
  await expect(history.run('name')).rejects.toMatchObject({ code: 'bad-argument' })
  for (const key of ['', '_', "' OR 1=1 --", 'abcde']) await expect(history.run(key)).rejects.toMatchObject({ code: 'run-missing' })
  await expect(history.dataset('none')).rejects.toMatchObject({ code: 'dataset-missing' })
  await expect(allMetrics(history, 'none')).rejects.toMatchObject({ code: 'run-missing' })
  expect((await history.runs()).map((run) => run.id)).toEqual(['100%_', 'xyz', 'abcd', 'abc'])
  await close()
})

test('pages: ranges, page borders, several stages', async () => {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  const rows = metricRows(0, 6001).flatMap((row) => (row.step === 4000 ? [row, { ...row, stage: 1 }] : [row]))
  history.addMetrics('run-1', rows)
  expect(await allMetrics(history, 'run-1')).toEqual(rows)
  expect(await allMetrics(history, 'run-1', { from: 0, to: 1 })).toEqual(metricRows(0, 1))
  expect(await allMetrics(history, 'run-1', { from: 1999, to: 2001 })).toEqual(metricRows(1999, 2001))
  expect(await allMetrics(history, 'run-1', { from: 1000, to: 3000 })).toEqual(metricRows(1000, 3000))
  expect(await allMetrics(history, 'run-1', { from: 9000, to: 9999 })).toEqual([])
  await close()
})

test('a new owner finds what nobody works on any more', async () => {
  const home = temporaryHome()
  const first = await openOwned(home)
  const states = ['queued', 'running', 'stopped', 'failed', 'finished'] as const
  for (const state of states) {
    first.history.addRun(exampleRun(state, state))
    if (state !== 'queued') first.history.startRun(state, { step: 0, totalSteps: 10, config: exampleConfig })
    if (state !== 'queued' && state !== 'running') first.history.endRun(state, { ...ended, state })
  }
  first.history.addMetrics('running', metricRows(0, 5))
  first.history.addRanking({ id: 'rank-1', config: { ...rankingConfig, runId: 'finished' }, checkpointStep: 10 })
  await first.close()

  const { history, close } = await openOwned(home)
  const found = await Promise.all(states.map(async (id) => (await history.run(id)).state))
  expect(found).toEqual(['interrupted', 'interrupted', 'stopped', 'failed', 'finished'])
  const running = await history.run('running')
  expect(running.steps).toBe(5)
  expect(running.endedAt).not.toBeNull()
  expect((await history.rankings('finished')).map((ranking) => ranking.state)).toEqual(['interrupted'])
  await close()
})

test('rankings: scores survive an interruption, rows and summary come with the end', async () => {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  const ranking = { id: 'rank-1', config: rankingConfig, checkpointStep: 7 }
  history.addRanking(ranking)
  history.addScores('rank-1', [{ liveKey: 'b', accuracy: 0.5, loss: 1 / 3 }, { liveKey: 'a', accuracy: 0.25, loss: 2 }], 1.5)
  history.addScores('rank-1', [{ liveKey: 'b', accuracy: 0.5, loss: 1 / 3 }], 2)
  history.endRanking('rank-1', { state: 'failed', rows: null, summary: null, seconds: 0.5, error: { code: 'dataset-changed', message: 'The images differ.', cause: 'stack' } })
  expect(await history.rankings('run-1')).toMatchObject([{ state: 'failed', error: { code: 'dataset-changed', message: 'The images differ.' } }])
  expect(history.scores('rank-1')).toEqual([{ liveKey: 'a', accuracy: 0.25, loss: 2 }, { liveKey: 'b', accuracy: 0.5, loss: 1 / 3 }])
  expect(() => history.addRanking({ ...ranking, checkpointStep: 8 })).toThrow(/other settings/)
  history.addRanking(ranking)
  expect(await history.rankings('run-1')).toMatchObject([{ id: 'rank-1', runId: 'run-1', state: 'running', config: rankingConfig, checkpointStep: 7, summary: null, seconds: 4, error: null }])
  const rows = [rankingRow(5), rankingRow(2), rankingRow(9)]
  history.endRanking('rank-1', { state: 'finished', rows, summary: rankingSummary(), seconds: 6, error: null })
  expect(await allRankingRows(history, 'rank')).toEqual(rows)
  expect((await history.rankings('first'))[0]).toMatchObject({ state: 'finished', summary: rankingSummary(), seconds: 10 })
  await close()
})

test('a ranking that had to take another checkpoint forgets the scores of the first', async () => {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 7 })
  history.startRanking('rank-1', 7)
  history.addScores('rank-1', [{ liveKey: 'a', accuracy: 0.5, loss: 1 }], 1)
  history.startRanking('rank-1', 7)
  expect(history.scores('rank-1')).toHaveLength(1)
  history.startRanking('rank-1', 9)
  expect(history.scores('rank-1')).toEqual([])
  expect(await history.rankings('run-1')).toMatchObject([{ checkpointStep: 9, askedStep: 9 }])
  // The newest was damaged: asked for once more, the ranking is found by that one and keeps its scores.
  history.startRanking('rank-1', 4)
  history.addScores('rank-1', [{ liveKey: 'a', accuracy: 0.5, loss: 1 }], 1)
  expect(await history.rankings('run-1')).toMatchObject([{ checkpointStep: 4, askedStep: 9 }])
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 9 })
  expect(history.scores('rank-1')).toHaveLength(1)
  // Training goes on from the whole one: a checkpoint of step 9 will be another.
  history.startRun('run-1', { step: 4, totalSteps: 1000, config: exampleConfig })
  expect(await history.rankings('run-1')).toMatchObject([{ checkpointStep: 4, askedStep: 4 }])
  await close()
})

test('the hash of an ended run sees every changed, missing or added row', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  history.addMetrics('run-1', metricRows(0, 3000))
  history.endRun('run-1', ended)
  expect(history.verifyRun('run-1')).toBe(true)
  await close()
  const changes = [
    ['UPDATE metrics SET pool = 9 WHERE step = 2999', 'UPDATE metrics SET pool = 4 WHERE step = 2999'],
    ['UPDATE metrics SET complexity = 73306.000001 WHERE step = 0', 'UPDATE metrics SET complexity = 73306 WHERE step = 0'],
    ['INSERT INTO metrics SELECT run, 3000, stage, loss, rate, complexity, pool FROM metrics WHERE step = 0', 'DELETE FROM metrics WHERE step = 3000'],
    ['UPDATE metrics SET step = 3000 WHERE step = 7', 'UPDATE metrics SET step = 7 WHERE step = 3000'],
  ] as const
  for (const [sql, right] of changes.flatMap(([change, undo]) => [[change, false] as const, [undo, true] as const])) {
    takeLock(homeFolder(home).historyFile)?.exec(sql).close()
    const open = await openOwned(home)
    expect(open.history.verifyRun('run-1')).toBe(right)
    await open.close()
  }
})

test('a run that had its last step before it was interrupted ends with the loss of that step', async () => {
  const { history, close } = await openOwned(temporaryHome())
  addExampleRun(history)
  history.addMetrics('run-1', metricRows(0, 5))
  history.endRun('run-1', { ...ended, finalLoss: null })
  expect((await history.run('run-1')).finalLoss).toBe(metricRow(4).loss)
  await close()
})
