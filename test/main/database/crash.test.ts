import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../../src-main/database/migrations/index'
import { schemaVersion } from '../../../src-main/database/migrate'
import { takeLock } from '../../../src-main/database/own-file'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { homeFolder, logFile } from '../../../src-main/system/home-folder'
import { allMetrics, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { atCount, faultCount } from '../../helpers/fault-count'
import { bundleHistoryChild, seededRandom, startHistoryProcess, testSeed } from '../../helpers/history-process'

let child: Awaited<ReturnType<typeof bundleHistoryChild>>
beforeAll(async () => {
  child = await bundleHistoryChild()
})
afterAll(() => child.remove())

const kills = 50

/** One line of a campaign: the owner is killed at a random moment, over and over, on one growing history. */
async function killOwner(seed: number, rounds: number): Promise<{ lost: number; ahead: number; rows: number; recoveryMs: number }> {
  const random = seededRandom(seed)
  const home = temporaryHome()
  const path = homeFolder(home).historyFile
  const total = { lost: 0, ahead: 0, rows: 0, recoveryMs: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const owner = startHistoryProcess(child.script, ['record', home, String(total.rows)])
    await owner.fact((fact) => fact.recorded !== undefined)
    await sleep(10 + random() * 290)
    await owner.kill()
    const acknowledged = owner.facts.at(-1)?.recorded ?? 0

    const before = performance.now()
    const { history, close } = await openOwned(home)
    total.recoveryMs = Math.max(total.recoveryMs, performance.now() - before)
    const run = await history.run('run-1')
    const rows = await allMetrics(history, 'run-1')
    await close()
    expect(run.state).toBe('interrupted')
    expect(run.steps).toBe(rows.length)
    expect(rows).toEqual(metricRows(0, rows.length))
    total.lost += Math.max(0, acknowledged - rows.length)

    // The log may be ahead by the one batch that was logged and not yet committed, never behind.
    const log = await rebuildRunFromLog(logFile(homeFolder(home), 'run-1'))
    expect(log.damagedLines).toEqual([])
    expect(log.metrics.slice(0, rows.length)).toEqual(rows)
    expect(log.metrics.length - rows.length).toBeLessThanOrEqual(3)
    total.ahead += log.metrics.length - rows.length
    total.rows = rows.length

    const db = takeLock(path)
    expect(db?.pragma('integrity_check', { simple: true })).toBe('ok')
    db?.close()
  }
  return total
}

test(`D8: ${kills} kills of the owner while it records lose no acknowledged row`, { timeout: 240_000 }, async () => {
  const seed = testSeed('D8')
  const parts = await Promise.all([killOwner(seed, kills / 2), killOwner(seed + 1, kills / 2)])
  const sum = (key: 'lost' | 'rows' | 'ahead'): number => parts.reduce((total, part) => total + part[key], 0)
  const slowest = Math.max(...parts.map((part) => part.recoveryMs))
  console.log(`D8: ${kills} kills, ${sum('rows')} rows, ${sum('lost')} lost, log ahead by ${sum('ahead')}, slowest reopening ${slowest.toFixed(0)} ms`)
  expect(sum('lost')).toBe(0)
})

test('D12: kills inside migrations leave the old or the new schema', { timeout: 240_000 * faultCount }, async () => {
  const random = seededRandom(testSeed('D12'))
  const seen: number[] = []
  for (let round = 0; round < atCount(50); round += 1) {
    const home = temporaryHome()
    await (await openOwned(home)).close()
    const process = startHistoryProcess(child.script, ['migrate', home])
    await process.fact((fact) => fact.locked === true)
    await sleep(random() * 130)
    await process.kill()
    const path = homeFolder(home).historyFile
    expect(existsSync(path)).toBe(true)
    const db = takeLock(path)
    if (db === null) throw new Error('the lock outlived its process')
    const version = schemaVersion(db)
    for (const n of [1, 2, 3]) {
      const table = db.prepare<[string], { n: number }>("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = ?").get(`slow_${n}`)?.n
      const expected = migrations.length + n <= version
      expect(table).toBe(Number(expected))
      if (expected) expect(db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM slow_${n}`).get()?.n).toBe(50_000)
    }
    expect(version).toBeGreaterThanOrEqual(migrations.length)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    seen.push(version)
  }
  console.log(`D12: schema versions after the kills: ${seen.join(' ')}`)
})
