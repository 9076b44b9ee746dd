/** Damaged logs of runs: the history opens whatever is in them, nothing that can be read is lost, and each is told of. */
import { describe, expect, test } from 'vitest'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { homeFolder, logFile } from '../../../src-main/system/home-folder'
import { allMetrics, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { damageLine, loseHistory, recordedPart, recordedRun, recordedSteps as steps } from '../../helpers/recorded-run'

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
    expect(notices.join(' ')).toMatch(`lines ${damaged.join(', ')} of the log ${log} are damaged`)
    await close()
    const rebuilt = await rebuildRunFromLog(log)
    expect(rebuilt.damagedLines).toEqual(damaged)
    expect(rebuilt.run).toMatchObject({ state: 'finished', steps: rows.length, finalLoss: 0.5, weightsSha256: 'w' })
    expect(rebuilt.metrics).toEqual(rows)
  })
})
