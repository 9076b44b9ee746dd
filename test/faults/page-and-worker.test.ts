/** P8: a page that dies or hangs. P6: a worker that hangs. P7: workers that die in other ways. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunLogView } from '../../src-contract/domain/run-log'
import { isAlive, until } from '../helpers/cli'
import { openDisplay, type Display } from '../helpers/display'
import { homeToTrainIn, TrackedApp } from '../helpers/tracked-app'
import { Campaign, trials, type Finding } from './harness'

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
const dying = join(import.meta.dirname, '../helpers/dying-worker.mjs')

interface Setting {
  readonly app: TrackedApp
  readonly run: string
  readonly close: () => Promise<void>
}

/** An application of its own that trains. */
async function training(display: Display): Promise<Setting> {
  const home = await homeToTrainIn()
  const app = await TrackedApp.open(home.path, display)
  const run = await app.train('long one')
  await app.grown(run, 0)
  const close = async (): Promise<void> => {
    await app.kill()
    await app.allGone(10_000)
    home.remove()
  }
  return { app, run, close }
}

// Beside each other: most of their time is waiting.
describe.concurrent('faults during a training', { timeout: 3_600_000 }, () => {
  let display: Display
  beforeAll(async () => {
    display = await openDisplay()
  })
  afterAll(() => display.close())

  const crashes = trials(2, 20)
  const hangs = trials(1, 5)

  it(`P8: the training does not notice ${crashes} crashes of the page and ${hangs} endless loops in it, and the curve is the same`, async () => {
    const { app, run, close } = await training(display)
    const pageProcess = (): Promise<number> =>
      app.main(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return contents === undefined || contents.isCrashed() || contents.isLoading() ? 0 : contents.getOSProcessId()
      })
    /** When the worker reported between two moments, in seconds since 1970. */
    const reports = async (from: number, to: number): Promise<number[]> => {
      const { wall } = await app.ask<{ wall: number[] }>('runs.times', run)
      return [...wall].filter((time) => time >= from && time <= to)
    }
    const longestGap = (times: readonly number[]): number => Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)))

    const fault = async (inject: () => Promise<unknown>): Promise<Finding> => {
      // The page may die three times within ten seconds.
      await wait(3500)
      const began = Date.now() / 1000
      const before = await pageProcess()
      const { steps } = await app.run(run)
      const from = Math.max(0, steps - 5000)
      const shown = await app.losses(run, from, steps)
      expect(shown).toHaveLength(steps - from)
      const injected = Date.now() / 1000
      await inject()
      let after = 0
      expect(await until(async () => (after = await pageProcess()) !== 0 && after !== before, 60_000)).toBe(true)
      await app.sees('nav[aria-label="Main"]')
      const back = Date.now() / 1000
      const seconds = back - injected
      const now = await app.losses(run, from, steps)
      const resumed = await app.grown(run, (await app.run(run)).steps)
      const usual = longestGap(await reports(began - 3.5, began))
      const away = await reports(injected, back)
      const pause = longestGap(away)
      // A training that waited for the page would not report while that is away; a busy machine makes both slower.
      if (seconds > 2 * usual + 1) expect(away.length).toBeGreaterThan(0)
      return { before: { steps, usual }, after: { steps: resumed, pause, seconds }, lost: shown.filter((loss, index) => now[index] !== loss).length }
    }

    const crash = () => app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    // A page counts as hanging when it does not take a click within fifteen seconds; one before the loop it would take.
    const hang = () =>
      app.main(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        await new Promise((loops) => {
          contents?.once('console-message', loops)
          contents?.executeJavaScript('console.log("loops"); for (;;);').catch(() => undefined)
        })
        for (const type of ['mouseDown', 'mouseUp'] as const) contents?.sendInputEvent({ type, x: 400, y: 300, button: 'left', clickCount: 1 })
      })

    try {
      const campaign = new Campaign('P8')
      for (let trial = 0; trial < crashes; trial++) await campaign.fault('crash of the page', trial, () => fault(crash))
      for (let trial = 0; trial < hangs; trial++) await campaign.fault('endless loop in the page', trial, () => fault(hang))
      campaign.end()
    } finally {
      await close()
    }
  })

  const stops = trials(1, 20)

  it(`P6: ${stops} times a worker that is held is told within 30 s, stopped within 15, and its run goes on`, async () => {
    const { app, run, close } = await training(display)

    const held = async (): Promise<Finding> => {
      const worker = await app.workerPid()
      const steps = await app.grown(run, 0)
      process.kill(worker, 'SIGSTOP')
      const began = performance.now()
      const slowest: number[] = []
      let since: string | null = null
      while (since === null && performance.now() - began < 30_000) {
        slowest.push(Number(await app.inPage('(async () => { const began = performance.now(); await window.studio.request("system.jobs"); return String(performance.now() - began) })()')))
        since = (await app.job(run))?.silentSince ?? null
        await wait(250)
      }
      const told = (performance.now() - began) / 1000
      expect(since).not.toBeNull()
      expect(await app.inPage('document.querySelector("footer").textContent')).toMatch(/Not answering since \d\d:\d\d:\d\d/)
      // Half of the answers: the machine may be busy with other tests.
      const answer = slowest.sort((a, b) => a - b)[Math.floor(slowest.length / 2)] ?? Infinity
      expect(answer).toBeLessThan(1000)

      const job = await app.job(run)
      const asked = performance.now()
      await app.ask('system.stop-job', { job: job?.id, how: 'stop' })
      const { error } = await app.reaches(run, 'interrupted', 15_000)
      const ended = (performance.now() - asked) / 1000
      expect(error?.message).toMatch(/had not answered since \d\d:\d\d:\d\d and was ended/)
      expect(await until(() => !isAlive(worker), 5000)).toBe(true)
      await app.ask('runs.resume', run)
      await app.grown(run, (await app.run(run)).steps)
      return { before: { steps }, after: { told, answer, ended }, lost: 0 }
    }

    try {
      const campaign = new Campaign('P6')
      for (let trial = 0; trial < stops; trial++) await campaign.fault('SIGSTOP of the worker', trial, held)
      campaign.end()
    } finally {
      await close()
    }
  })

  const deaths = [
    { kind: 'exit 0', state: 'interrupted', says: /ended without a result \(exit code 0\)/ },
    { kind: 'throw', state: 'failed', says: /out of luck/ },
    { kind: 'abort', state: 'interrupted', says: /ended without a result \(SIGABRT\)/ },
    { kind: 'segfault', state: 'interrupted', says: /ended without a result \(SIGSEGV\)/ },
    { kind: 'heap full', state: 'interrupted', says: /ended without a result/ },
    { kind: 'missing library', state: 'failed', says: /libtensorflow/ },
  ] as const
  const each = trials(1, 10)

  it(`P7: ${each} of each death of a worker leave the reason, its last words and a run that goes on`, async () => {
    const { app, run, close } = await training(display)

    let saved = 0
    const dies = async ({ kind, state, says }: (typeof deaths)[number]): Promise<Finding> => {
      await app.main(({ utilityProcess }, [script, behaviour]) => {
        const fork = utilityProcess.fork.bind(utilityProcess)
        // Once only: what is resumed afterwards is the real one.
        utilityProcess.fork = (real, _args, options) => {
          utilityProcess.fork = fork
          return fork(script ?? '', [behaviour ?? '', real], options)
        }
      }, [dying, kind] as const)
      await app.ask('runs.resume', run)
      expect(await until(async () => (await app.job(run)) === undefined, 60_000)).toBe(true)
      const { state: now, error, steps } = await app.run(run)
      expect(now).toBe(state)
      expect(error?.message).toMatch(says)
      const log = await app.ask<RunLogView>('runs.log', run)
      expect(log.error?.message).toBe(error?.message)
      // Of a full heap V8 itself says so much that it can be all that is kept.
      if (state === 'interrupted') expect(log.error?.cause).toMatch(new RegExp(`about to die: ${kind}${kind === 'heap full' ? '|Last few GCs' : ''}`))
      // Steps after the checkpoint are done again by the next one that resumes.
      return { before: { saved }, after: { steps, message: error?.message }, lost: Math.max(0, saved - steps) }
    }

    try {
      const campaign = new Campaign('P7')
      await app.ask('system.stop-job', { job: (await app.job(run))?.id, how: 'stop' })
      saved = (await app.reaches(run, 'stopped', 30_000)).steps
      for (let trial = 0; trial < each; trial++) for (const death of deaths) await campaign.fault(death.kind, trial, () => dies(death))
      // After all of them.
      await app.ask('runs.resume', run)
      await app.grown(run, (await app.run(run)).steps)
      campaign.end()
    } finally {
      await close()
    }
  })
})
