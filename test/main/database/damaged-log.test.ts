/** Damaged logs of runs: the history opens whatever is in them, nothing that can be read is lost, and each is told of. */
import { mkdirSync, truncateSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JobEvent } from '../../../src-contract/worker-protocol'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { recordRun } from '../../../src-main/jobs/run-recorder'
import { checkpointFolder, homeFolder, logFile } from '../../../src-main/system/home-folder'
import { allMetrics, exampleConfig, exampleRun, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { damageLine, loseHistory, recordedEnd, recordedPart, recordedRun, recordedSteps as steps } from '../../helpers/recorded-run'

const without = (from: number, to: number) => [...metricRows(0, from), ...metricRows(to, steps)]

/** Lines: 1 start, 2 to 7 steps 0 to 299, 8 start at 200, 9 to 16 steps 200 to 599, 17 end. */
async function resumedHome(): Promise<string> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  await recordedRun(home, history, 'run-1', metricRows(0, 300), false)
  await recordedPart(home, history, 'run-1', 200, metricRows(200, steps))
  await recordedRun(home, history, 'run-2', metricRows(0, steps))
  await close()
  return home
}

describe('a log alone, with one damaged line: the others are used, and it is told of', () => {
  test.each<[string, number, (line: string) => string, { rows: ReturnType<typeof metricRows>; damaged: readonly number[] }]>([
    ['a step that comes twice', 3, (line) => line.replace('[51,', '[52,'), { rows: without(50, 100), damaged: [3] }],
    ['the first step of a line, which then goes back', 4, (line) => line.replace('[[100,', '[[90,'), { rows: without(100, 150), damaged: [4] }],
    ['the last step of a line, far ahead', 5, (line) => line.replace('[199,', '[999,'), { rows: without(150, 200), damaged: [5] }],
    ['a value that is no number any more', 10, (line) => line.replace(/\[250,0,[\d.]+/, '[250,0,1e999'), { rows: without(250, 300), damaged: [10] }],
    ['the start of a part that goes back', 8, (line) => line.slice(9), { rows: metricRows(0, steps), damaged: [8] }],
    ['the step of that start', 8, (line) => line.replace('"step":200', '"step":900'), { rows: metricRows(0, steps), damaged: [9] }],
  ])('%s', async (_, line, change, { rows, damaged }) => {
    const home = await resumedHome()
    const log = logFile(homeFolder(home), 'run-1')
    damageLine(log, line, change)
    loseHistory(home)
    const { history, notices, close } = await openOwned(home)
    expect((await history.runs()).map(({ id, state }) => `${id} ${state}`).sort()).toEqual(['run-1 finished', 'run-2 finished'])
    expect(await allMetrics(history, 'run-1')).toEqual(rows)
    expect(await allMetrics(history, 'run-2')).toEqual(metricRows(0, steps))
    expect(notices.join(' ')).toMatch(`lines ${damaged.join(', ')} of its log ${log} are damaged`)
    await close()
    const rebuilt = await rebuildRunFromLog(log)
    expect(rebuilt.damagedLines).toEqual(damaged)
    expect(rebuilt.run).toMatchObject({ state: 'finished', steps: rows.length, finalLoss: 0.5, weightsSha256: 'w' })
    expect(rebuilt.metrics).toEqual(rows)
  })
})

/** A run of which the backup has the first 100 steps; its history is damaged, so that it is restored from there. */
async function restoredHome(damage: (log: string) => void): Promise<{ log: string; home: string }> {
  const home = temporaryHome()
  const log = logFile(homeFolder(home), 'run-1')
  const { history, close } = await openOwned(home)
  history.addRun(exampleRun('run-1', 'name of run-1'))
  mkdirSync(checkpointFolder(homeFolder(home), 'run-1', 100), { recursive: true })
  const recorder = recordRun(history, await history.run('run-1'), log)
  const record = (event: JobEvent): void => void recorder.record({ kind: 'event', sequence: 1, event })
  record({ kind: 'started', step: 0, totalSteps: steps, config: exampleConfig })
  for (let from = 0; from < steps; from += 50) {
    record({ kind: 'metrics', rows: metricRows(from, from + 50) })
    if (from === 50) {
      record({ kind: 'checkpoint', checkpoint: { step: 100, path: '/runs/100', bytes: 3, weightsSha256: 'sha-100' } })
      record({ kind: 'log', level: 'info', message: 'Waited for images' })
      await history.backup()
    }
  }
  recorder.record(recordedEnd)
  await close()
  damage(log)
  truncateSync(homeFolder(home).historyFile, 9000)
  return { log, home }
}

describe('a log with a damaged line beside a backup that was made in the middle of the run', () => {
  // Lines: 1 start, 2 and 3 steps 0 to 99, 4 checkpoint, 5 message, 6 to 15 steps 100 to 599, 16 end.
  const finished = { state: 'finished', steps, finalLoss: 0.5, weightsSha256: 'w' }
  test.each<[string, number, object, readonly [from: number, to: number]]>([
    ['a message', 5, finished, [0, 0]],
    ['rows that the backup has', 3, finished, [0, 0]],
    ['a checkpoint that the backup has', 4, finished, [0, 0]],
    ['rows that nothing else has', 8, { ...finished, steps: 550 }, [200, 250]],
    ['the last rows', 15, { ...finished, steps: 550 }, [550, 600]],
    ['the end', 16, { state: 'interrupted', steps, finalLoss: null }, [0, 0]],
  ])('%s', async (_, line, run, [from, to]) => {
    const { home, log } = await restoredHome((path) => damageLine(path, line, (text) => text.slice(7)))
    const { history, notices, close } = await openOwned(home)
    expect(await history.run('run-1')).toMatchObject(run)
    expect(await allMetrics(history, 'run-1')).toEqual(without(from, to))
    expect((await history.checkpoints('run-1')).map(({ step }) => step)).toEqual([100])
    const missing = to > from ? ` and ${to - from} steps are missing` : ''
    expect(notices.filter((notice) => notice.includes(log))).toEqual([expect.stringMatching(`was read back from its log: .*, but lines ${line} of its log ${log} are damaged${missing}[.]$`)])
    expect(await history.checkRun('run-1')).toBeNull()
    await close()
  })
})

test('what the history has and a damaged log does not stays, and is told', async () => {
  const home = temporaryHome()
  const log = logFile(homeFolder(home), 'run-1')
  const { history, close } = await openOwned(home)
  await recordedRun(home, history, 'run-1', metricRows(0, 300), false)
  const recorder = recordRun(history, await history.run('run-1'), log)
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'started', step: 200, totalSteps: steps, config: exampleConfig } })
  recorder.record({ kind: 'event', sequence: 2, event: { kind: 'metrics', rows: metricRows(200, 400) } })
  recorder.record({ kind: 'done', result: { ...recordedEnd.result, state: 'stopped', steps: 400 } })
  await history.backup()
  await close()
  // The newest lines: rows, and end.
  for (const line of [9, 10]) damageLine(log, line, (text) => text.slice(7))
  truncateSync(homeFolder(home).historyFile, 9000)
  const again = await openOwned(home)
  expect(await again.history.run('run-1')).toMatchObject({ state: 'stopped', steps: 400 })
  expect(await allMetrics(again.history, 'run-1')).toEqual(metricRows(0, 400))
  expect(again.notices.slice(1)).toEqual([`Run run-1 (name of run-1) stays as the history has it, with 400 steps, but lines 9, 10 of its log ${log} are damaged.`])
  await again.close()
})

test('runs that come back from their logs are listed in the order in which they were made', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  // Neither the order of their names nor that of their ends.
  const made = ['c', 'a', 'b', 'd']
  for (const id of made) {
    await recordedRun(home, history, id, metricRows(0, 50))
    await new Promise((later) => setTimeout(later, 5))
  }
  await close()
  loseHistory(home)
  const again = await openOwned(home)
  expect((await again.history.runs()).map(({ id }) => id)).toEqual(made.toReversed())
  await again.close()
})
