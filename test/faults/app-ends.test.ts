/** P2: the whole application dies while it trains. P9: every way to quit while it trains. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckpointRecord, RunRecord } from '../../src-contract/domain/run'
import { openHistory } from '../../src-main/database/open-history'
import { homeFolder, runFolder } from '../../src-main/system/home-folder'
import { isAlive, until } from '../helpers/cli'
import { openDisplay, type Display } from '../helpers/display'
import { homeToTrainIn, TrackedApp } from '../helpers/tracked-app'
import { Campaign, trials, type Finding } from './harness'

const kills = trials(2, 100)
const quitsEach = trials(1, 20)
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('the end of the application during a training', { timeout: 3_600_000 }, () => {
  let home: { path: string; remove(): void }
  let display: Display
  let app: TrackedApp
  let run = ''
  /** Rows before this one are compared only once: they do not change any more. */
  let from = 0

  beforeAll(async () => {
    ;[home, display] = await Promise.all([homeToTrainIn(), openDisplay()])
    app = await TrackedApp.open(home.path, display)
  }, 120_000)

  afterAll(async () => {
    // First: an application that could not open dies with its display.
    display.close()
    await app.kill()
    home.remove()
  })

  /** Goes on with the run, or begins it, and resolves when it has new steps. */
  const goOn = async (): Promise<number> => {
    if (run === '') run = await app.train('long one')
    else await app.ask('runs.resume', run)
    const { steps } = await app.run(run)
    return app.grown(run, steps)
  }

  /** As stored, read where no application is open. */
  const stored = async (id: string): Promise<{ run: RunRecord; checkpoints: readonly CheckpointRecord[] }> => {
    const db = new Database(homeFolder(home.path).historyFile)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    const open = await openHistory(home.path, { purpose: 'look' })
    try {
      return { run: await open.history.run(id), checkpoints: await open.history.checkpoints(id) }
    } finally {
      await open.close()
    }
  }

  const dies = async (delay: number): Promise<Finding> => {
    await goOn()
    const worker = await app.workerPid()
    expect(app.processes()).toContain(worker)
    await wait(delay)
    const { steps } = await app.run(run)
    const shown = await app.losses(run, from, steps)
    expect(shown).toHaveLength(steps - from)
    await app.kill()
    const killed = performance.now()
    expect(await app.allGone(10_000), `${app.processes().join(' ')} are left`).toBe(true)
    // A process that is being taken apart has no environment any more, which it is known by, and is still there.
    expect(await until(() => !isAlive(worker), 10_000)).toBe(true)
    const goneAfter = performance.now() - killed

    const began = performance.now()
    app = await TrackedApp.open(home.path, display)
    const openAfter = performance.now() - began
    const after = await app.run(run)
    expect(after.state).toBe('interrupted')
    const now = await app.losses(run, from, steps)
    const lost = shown.filter((loss, index) => now[index] !== loss).length
    from = Math.max(0, steps - 500)
    return { before: { steps }, after: { steps: after.steps, goneAfter, openAfter }, lost }
  }

  it(`P2: ${kills} deaths leave no process, lose no row that was shown, and the run is interrupted`, async () => {
    const campaign = new Campaign('P2')
    for (let trial = 0; trial < kills; trial++) {
      const delay = campaign.integer(0, 1500)
      await campaign.fault('SIGKILL of the application', `${delay} ms`, () => dies(delay))
    }
    campaign.end()
    await app.kill()
    expect((await stored(run)).run.state).toBe('interrupted')
    app = await TrackedApp.open(home.path, display)
  })

  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'closed window': () => confirm(() => app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())),
    'app.quit()': () => confirm(() => app.main(({ app: main }) => main.quit())),
    SIGINT: () => Promise.resolve(process.kill(app.pid, 'SIGINT')),
    SIGTERM: () => Promise.resolve(process.kill(app.pid, 'SIGTERM')),
    // What logind tells when the machine is turned off.
    'end of the session': () => app.main(({ powerMonitor }) => void setImmediate(() => powerMonitor.emit('shutdown', { preventDefault: () => undefined }))),
  }

  /** The question comes, and nothing happens before its answer. */
  const confirm = async (quit: () => Promise<unknown>): Promise<void> => {
    await quit()
    await app.sees('[role="dialog"]', 'Work is under way')
    await app.grown(run, (await app.run(run)).steps)
    // The application may be gone before the click is answered.
    await app.press('Pause and quit').catch((error: unknown) => {
      if (!String(error).includes('closed')) throw error
    })
  }

  const quitting = async (way: string): Promise<Finding> => {
    await goOn()
    const waiting = await app.train('waits')
    const worker = await app.workerPid()
    const { steps } = await app.run(run)
    const began = performance.now()
    await ways[way]?.()
    const { code, signal, at } = await app.ended
    const seconds = (at - began) / 1000
    try {
      expect([code, signal]).toEqual([0, null])
      expect(seconds).toBeLessThan(15)
      expect(await app.allGone(2000), `${app.processes().join(' ')} are left`).toBe(true)
      expect(await until(() => !isAlive(worker), 10_000)).toBe(true)
      const dumps = readdirSync(homeFolder(home.path).runtime, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dmp'))
      expect(dumps).toEqual([])
      const { run: paused, checkpoints } = await stored(run)
      expect(paused.state).toBe('paused')
      expect(paused.steps).toBeGreaterThanOrEqual(steps)
      const newest = Math.max(...checkpoints.map(({ step }) => step))
      expect(newest).toBe(paused.steps)
      expect(readdirSync(join(runFolder(homeFolder(home.path), run), 'checkpoints')).some((name) => name.includes(String(newest)))).toBe(true)
      expect((await stored(waiting)).run).toMatchObject({ state: 'paused', steps: 0 })
      return { before: { steps }, after: { steps: paused.steps, seconds }, lost: 0 }
    } finally {
      app = await TrackedApp.open(home.path, display)
      expect((await app.ask<{ id: string }[]>('runs.left-over')).map(({ id }) => id)).toContain(waiting)
      await app.ask('history.delete', [waiting])
    }
  }

  it(`P9: ${quitsEach} of each way to quit pause the run with a checkpoint, and what waited is offered again`, async () => {
    const campaign = new Campaign('P9')
    for (let trial = 0; trial < quitsEach; trial++) {
      for (const way of Object.keys(ways)) await campaign.fault(way, trial, () => quitting(way))
    }
    campaign.end()
    expect(existsSync(join(homeFolder(home.path).runtime, 'app.log'))).toBe(true)
    expect(await until(() => app.processes().length > 0, 1000)).toBe(true)
  })
})
