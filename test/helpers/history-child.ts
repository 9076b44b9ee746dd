/**
 * A process that tests start, watch and kill. One line of JSON on stdout per fact; a fact is printed only after the
 * call that makes it true returned, so the parent may hold the history to it.
 */
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { toErrorData } from '../../src-contract/errors'
import type { Migration } from '../../src-main/database/migrate'
import { migrations } from '../../src-main/database/migrations/index'
import { openHistory } from '../../src-main/database/open-history'
import { prepare, takeLock } from '../../src-main/database/own-file'
import { recordRun } from '../../src-main/jobs/run-recorder'
import { homeFolder, logFile } from '../../src-main/system/home-folder'
import { exampleConfig, exampleRun, metricRows } from './history-records'

const [mode = '', home = '', argument = ''] = process.argv.slice(2)

function say(fact: object): void {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

/** Opens and holds until stdin ends (so also when the parent dies), or for `argument` milliseconds. */
async function hold(): Promise<void> {
  const brief = argument !== ''
  const open = await openHistory(home, { purpose: brief ? 'look' : 'work' })
  say({ access: open.access, ownerPid: open.access === 'guest' ? open.ownerPid : process.pid })
  if (brief) await sleep(Number(argument))
  else await new Promise((resolve) => process.stdin.once('end', resolve).resume())
  await open.close()
  say({ closed: true })
}

/** Records a run from step `argument` on, three rows about every 30 ms (0: as fast as it can), until killed or stdin ends. */
async function record(pauseMs: number): Promise<void> {
  // Also the end of a parent that died; without closing anything, as a crash would.
  process.stdin.once('end', () => process.exit()).resume()
  const open = await openHistory(home)
  if (open.access !== 'owner') throw new Error(`not the owner but ${open.access}`)
  const first = Number(argument)
  if ((await open.history.runs()).length === 0) open.history.addRun(exampleRun('run-1', 'first'))
  const recorder = recordRun(open.history, await open.history.run('run-1'), logFile(homeFolder(home), 'run-1'))
  recorder.record({ kind: 'event', sequence: 0, event: { kind: 'started', step: first, totalSteps: 1e6, config: exampleConfig } })
  say({ recorded: first })
  for (let step = first; ; step += 3) {
    try {
      recorder.record({ kind: 'event', sequence: step, event: { kind: 'metrics', rows: metricRows(step, step + 3) } })
    } catch (error) {
      say({ error: toErrorData(error) })
      // The parent frees space meanwhile; the same rows are given again.
      step -= 3
      await sleep(200)
      continue
    }
    say({ recorded: step + 3 })
    await sleep(pauseMs)
  }
}

/** Migrations that take long enough to be hit: each makes one table with 50,000 rows. */
function migrate(): void {
  const path = homeFolder(home).historyFile
  const db = takeLock(path)
  if (db === null) throw new Error('locked')
  say({ locked: true })
  prepare(db, path, slowMigrations())
  say({ migrated: true })
  db.close()
}

function slowMigrations(): Migration[] {
  const slow = (n: number): string => `CREATE TABLE slow_${n} (a INTEGER PRIMARY KEY, b TEXT) STRICT;
    WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 50000)
    INSERT INTO slow_${n} SELECT n, hex(randomblob(20)) FROM counter;`
  return [...migrations, slow(1), slow(2), slow(3)]
}

/** As a foreign program would: tries for the file's lock again and again for `argument` milliseconds, and keeps it when it gets it. */
async function lock(): Promise<void> {
  const path = homeFolder(home).historyFile
  const until = performance.now() + Number(argument)
  let held = false
  say({ locked: false })
  while (performance.now() < until) {
    const db = held ? null : takeLock(path)
    if (db !== null) {
      held = true
      say({ locked: true })
      // Kept until this process ends.
      await sleep(until - performance.now())
    } else await sleep(5)
  }
}

const modes: Readonly<Record<string, () => void | Promise<void>>> = {
  hold,
  record: () => record(25),
  flood: () => record(0),
  migrate,
  lock,
}

try {
  await modes[mode]?.()
} catch (error) {
  say({ error: toErrorData(error) })
  process.exitCode = 1
}
