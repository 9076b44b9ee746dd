import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { StudioError } from '../../../src-contract/errors'
import { openHistory } from '../../../src-main/database/open-history'
import { takeLock } from '../../../src-main/database/own-file'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { recordRun } from '../../../src-main/jobs/run-recorder'
import { homeFolder, logFile } from '../../../src-main/system/home-folder'
import { addExampleRun, allMetrics, exampleConfig, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { bundleHistoryChild, startHistoryProcess } from '../../helpers/history-process'

let child: Awaited<ReturnType<typeof bundleHistoryChild>>
beforeAll(async () => {
  child = await bundleHistoryChild()
})
afterAll(() => child.remove())

/** A file system of its own with that little room, null where mounting is not allowed. */
function smallDisk(kilobytes: number): string | null {
  const disk = join(temporaryHome(), 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'pipe' })
  } catch (error) {
    console.log(`no small disk: ${String(error)}`)
    return null
  }
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  return disk
}

/** Records rows until the disk is full, frees it, gives the refused rows again; returns how many rows there were by then. */
async function fillAndFree(disk: string, freeKilobytes: number): Promise<number> {
  const home = join(disk, 'home')
  const ballast = join(disk, 'ballast')
  const open = await openOwned(home)
  const { history } = open
  addExampleRun(history)
  const recorder = recordRun(history, await history.run('run-1'), logFile(homeFolder(home), 'run-1'))
  const record = (step: number): void => void recorder.record({ kind: 'event', sequence: step, event: { kind: 'metrics', rows: metricRows(step, step + 20) } })
  recorder.record({ kind: 'event', sequence: 0, event: { kind: 'started', step: 0, totalSteps: 1e6, config: exampleConfig } })
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - freeKilobytes * 1024)))

  let step = 0
  let refusal: unknown = null
  while (refusal === null && step < 100_000) {
    try {
      record(step)
      step += 20
    } catch (error) {
      refusal = error
    }
  }
  expect(refusal).toBeInstanceOf(StudioError)
  expect(refusal).toMatchObject({ code: 'disk-full', message: expect.stringContaining(home) as string })
  // Full disk: all that was acknowledged can be read, and nothing of what was refused.
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, step))
  expect(() => record(step)).toThrow(StudioError)
  const full = step

  rmSync(ballast)
  for (; step < full + 100; step += 20) record(step)
  await open.close()
  const { history: again, close } = await openOwned(home)
  expect(await allMetrics(again, 'run-1')).toEqual(metricRows(0, step))
  await close()
  expect((await rebuildRunFromLog(logFile(homeFolder(home), 'run-1'))).metrics).toEqual(metricRows(0, step))
  const db = takeLock(homeFolder(home).historyFile)
  expect(db?.pragma('integrity_check', { simple: true })).toBe('ok')
  db?.close()
  rmSync(home, { recursive: true })
  return full
}

test('D1: at 50 fill levels a full disk loses nothing that was acknowledged, and recording goes on after freeing', { timeout: 120_000 }, async (context) => {
  const disk = smallDisk(8192)
  if (disk === null) return context.skip('mounting a small tmpfs is not allowed here')
  const rows: number[] = []
  for (let level = 0; level < 50; level += 1) rows.push(await fillAndFree(disk, level * 28))
  console.log(`D1: 50 fill levels, full after ${Math.min(...rows)} to ${Math.max(...rows)} rows, 0 lost`)
})

/** Opens a history with that much room and after it with all there is; returns false where the little was enough. */
async function refusedAt(disk: string, home: string, left: number): Promise<boolean> {
  const ballast = join(disk, 'ballast')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - left))
  const refusal: unknown = await openHistory(home, { patienceMs: 300 }).then((open) => open.close(), (error: unknown) => error)
  rmSync(ballast)
  if (refusal !== undefined) expect(refusal, `${left} bytes left`).toMatchObject({ code: 'disk-full', message: expect.stringContaining('disk is full') as string })
  await (await openOwned(home)).close()
  return refusal !== undefined
}

test('no room for a new history: disk-full at every level, and a start after freeing', { timeout: 60_000 }, async (context) => {
  const disk = smallDisk(2048)
  if (disk === null) return context.skip('mounting a small tmpfs is not allowed here')
  const home = join(disk, 'home')
  let left = 0
  for (let refused = true; refused; left += 8192) {
    for (const name of ['.', 'backups', 'datasets', 'runs', 'runtime']) mkdirSync(join(home, name), { recursive: true })
    refused = await refusedAt(disk, home, left)
    rmSync(home, { recursive: true })
  }
  expect(left).toBeGreaterThan(100_000)
})

test('no room to restore a lost history: disk-full at every level, nothing is lost, and it is restored after freeing', { timeout: 60_000 }, async (context) => {
  const disk = smallDisk(4096)
  if (disk === null) return context.skip('mounting a small tmpfs is not allowed here')
  const filled = await openOwned(join(disk, 'filled'))
  addExampleRun(filled.history)
  const log = logFile(homeFolder(join(disk, 'filled')), 'run-1')
  const recorder = recordRun(filled.history, await filled.history.run('run-1'), log)
  recorder.record({ kind: 'event', sequence: 0, event: { kind: 'started', step: 0, totalSteps: 1e6, config: exampleConfig } })
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'metrics', rows: metricRows(0, 400) } })
  await filled.close()

  const home = join(disk, 'home')
  let left = 0
  for (let refused = true; refused; left += 16_384) {
    cpSync(join(disk, 'filled'), home, { recursive: true })
    rmSync(homeFolder(home).historyFile)
    refused = await refusedAt(disk, home, left)
    const { history, close } = await openOwned(home)
    expect(await allMetrics(history, 'run-1'), `${left} bytes left`).toEqual(metricRows(0, 400))
    await close()
    rmSync(home, { recursive: true })
  }
  expect(left).toBeGreaterThan(200_000)
})

const hasStrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
if (!hasStrace) console.log('D2: strace cannot be used here, injected faults are left out')

/** How many calls of a kind a process makes until it records. */
async function callsBeforeRecording(calls: string): Promise<number> {
  const trace = join(temporaryHome(), 'trace')
  const process = startHistoryProcess(child.script, ['record', temporaryHome(), '0'], ['strace', '-f', '-qq', '-o', trace, '-e', `trace=${calls}`])
  await process.fact((fact) => fact.recorded === 0)
  const found = readFileSync(trace, 'utf8').split('\n').length
  await process.finish()
  return found
}

/** The n-th call of a kind fails, once, in a process that records; then it must say so and go on. */
test.each([
  ['EIO at a sync', 'fsync,fdatasync', 'EIO', 'disk-failed', [4, 5, 10, 11]],
  ['ENOSPC at a write', 'pwrite64', 'ENOSPC', 'disk-full', [20, 21, 22, 23, 24]],
] as const)('D2: %s is reported, nothing acknowledged is lost', { timeout: 60_000, skip: !hasStrace }, async (_, calls, failure, code, points) => {
  const before = await callsBeforeRecording(calls)
  await Promise.all(points.map(async (after) => {
    const point = before + after
    const home = temporaryHome()
    const tracer = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=${failure}:when=${point}`]
    const process = startHistoryProcess(child.script, ['record', home, '0'], tracer)
    const failed = await process.fact((fact) => fact.error !== undefined)
    expect(failed.error).toMatchObject({ code })
    const position = process.facts.indexOf(failed)
    await process.fact((fact) => fact.recorded !== undefined && process.facts.indexOf(fact) > position + 3)
    await process.finish()
    const acknowledged = process.facts.at(-1)?.recorded ?? 0
    const { history, close } = await openOwned(home)
    const rows = await allMetrics(history, 'run-1')
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toEqual(metricRows(0, rows.length))
    await close()
  }))
})
