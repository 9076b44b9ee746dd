/** D13: another program wants the lock of the history, before it is opened and while rows come in. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHistory } from '../../../src-main/database/open-history'
import { atCount } from '../../helpers/fault-count'
import { addExampleRun, allMetrics, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { bundleHistoryChild, startHistoryProcess } from '../../helpers/history-process'

let child: Awaited<ReturnType<typeof bundleHistoryChild>>
beforeAll(async () => {
  child = await bundleHistoryChild()
})
afterAll(() => child.remove())

/** Seconds for which the other program holds on: three here, up to 30 in a campaign. */
const durations = Array.from({ length: atCount(3) }, (_, index) => 1 + (index % 30))

test('while the history is open nobody else gets its lock: no row waits, none is lost', { timeout: 60_000 * atCount(1) }, async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  let step = 0
  let longest = 0
  for (const seconds of durations) {
    const other = startHistoryProcess(child.script, ['lock', home, String(seconds * 1000)])
    await other.fact((fact) => fact.locked === false)
    // A hundred rows a second.
    for (const until = performance.now() + seconds * 1000; performance.now() < until; step += 2) {
      const begun = performance.now()
      history.addMetrics('run-1', metricRows(step, step + 2))
      longest = Math.max(longest, performance.now() - begun)
      await sleep(20)
    }
    await other.finish()
    expect(other.facts.some((fact) => fact.locked === true)).toBe(false)
  }
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, step))
  await close()
  console.log(`D13: ${durations.join(', ')} s, ${step} rows, 0 lost, longest write ${longest.toFixed(0)} ms`)
})

test('who opens the history while another program has it waits, and says so when that takes too long', { timeout: 60_000 }, async () => {
  const home = temporaryHome()
  await (await openOwned(home)).close()
  for (const seconds of [1, 2]) {
    const other = startHistoryProcess(child.script, ['lock', home, String(seconds * 1000)])
    await other.fact((fact) => fact.locked === true)
    await expect(openHistory(home, { patienceMs: 100 })).rejects.toMatchObject({ code: 'history-in-use' })
    const { close } = await openOwned(home, { patienceMs: 30_000 })
    await close()
    await other.finish()
  }
})
