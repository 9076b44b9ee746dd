/** The run screen over real trainings: what it shows is stored, and what its buttons say happens. */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../../src-contract/bridge'
import type { SeriesAnswer } from '../../../src-contract/domain/series'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { saveTo } from '../../helpers/dialogs'
import { CliProcess, isAlive, sample, studio, temporaryHome, until } from '../../helpers/cli'

const linesOf = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0)

describe('the run screen', { timeout: 90_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const images = temporaryHome()
  let window: AppWindow
  let page: Page
  let long = ''
  let short = ''

  const train = ['--dataset', 'few', '--channels', '4', '--cells', '1', '--batch', '16', '--threads', '1', '--checkpoint-steps', '10', '--rate', 'calr', '--momentum', 'separated']

  /** A run that was stopped in a terminal after its first checkpoint. */
  const stopped = async (name: string, steps: number): Promise<string> => {
    const cli = new CliProcess(['train', ...train, '--steps', String(steps), '--name', name, '--home', home.path, '--json'])
    await cli.line(({ event }) => event === 'checkpoint')
    cli.signalGroup('SIGINT')
    const { result } = await cli.ended
    expect(result).toMatchObject({ state: 'stopped' })
    return String(result['run'])
  }

  beforeAll(async () => {
    const folder = join(images.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    const added = await studio('dataset', 'add', folder, '--name', 'few', '--image-size', '16', '--home', home.path, '--json')
    expect(added.code, added.stderr).toBe(0)
    long = await stopped('long one', 100_000)
    short = await stopped('short one', 60)
    window = await openApp(home.path)
    page = window.page
    await open(long)
  }, 60_000)

  afterAll(async () => {
    await window.close()
    home.remove()
    images.remove()
  })

  const open = (run: string): Promise<void> => page.evaluate((address) => void (location.hash = address), `#/run/${run}`)
  const state = (name: string) => page.locator('.strip').getByText(name, { exact: true }).waitFor()
  const press = (name: string) => page.locator('.strip').getByRole('button', { name, exact: true }).click()
  /** Steps behind the loss curve, as the chart says itself. */
  const drawn = async (): Promise<number> => {
    const said = await page.getByRole('img', { name: /^Loss\. All subnets: \d+ steps/ }).getAttribute('aria-label')
    return Number(/(\d+) steps/.exec(said ?? '')?.[1])
  }
  const grown = async (from: number): Promise<number> => {
    let now = from
    await expect.poll(async () => (now = await drawn()), { timeout: 10_000 }).toBeGreaterThan(from)
    return now
  }
  /** As the numbers say. */
  const stored = async (): Promise<number> => Number((await page.getByText('Step', { exact: true }).locator('xpath=following-sibling::dd').textContent())?.split(/\s/)[0]?.replaceAll(',', ''))
  const losses = (toStep: number): Promise<number[]> =>
    page.evaluate(
      async ([runId, last]) => {
        const answer: Answer = await globalThis.window.studio.request('runs.series', { runId, curves: [{ metric: 'loss', bands: 1 }], fromStep: 0, toStep: last, buckets: 20_000 })
        if (!answer.ok) throw new Error(answer.error.message)
        return [...((answer.value as SeriesAnswer).curves[0]?.[0]?.series.values ?? [])]
      },
      [long, toStep] as const,
    )
  const workerPid = async (): Promise<number> => {
    const metrics = await window.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid, name, serviceName }) => ({ pid, name: `${name ?? ''} ${serviceName ?? ''}` })))
    const worker = metrics.find(({ name }) => name.includes('supernet-studio-train') || name.includes('node.mojom.NodeService'))
    if (worker === undefined) throw new Error(`No worker among ${JSON.stringify(metrics)}`)
    return worker.pid
  }

  it('shows a stopped run, resumes it, and its curve grows', async () => {
    await state('stopped')
    const before = await drawn()
    expect(before).toBeGreaterThanOrEqual(10)
    await press('Resume')
    await state('running')
    await grown(before + 5)
    await page.getByRole('img', { name: /^Learning rate by complexity\. Small: \d+ steps.*Large: \d+ steps/ }).waitFor()
  })

  it('keeps a zoom while steps are appended, and shows all again', async () => {
    const box = await page.locator('.u-over').first().boundingBox()
    if (box === null) throw new Error('The chart has no place.')
    await page.mouse.move(box.x + box.width * 0.1, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 4 })
    await page.mouse.up()
    const all = page.getByRole('button', { name: 'Show all of Learning rate by complexity (Escape)' })
    await all.waitFor()
    await expect.poll(async () => (await drawn()) < (await stored())).toBe(true)
    const [steps, shown] = [await stored(), await drawn()]
    await expect.poll(stored, { timeout: 10_000 }).toBeGreaterThan(steps + 20)
    expect(await drawn()).toBe(shown)
    await page.locator('.u-over').first().dblclick()
    await all.waitFor({ state: 'detached' })
    await grown(steps)
  })

  it('saves a checkpoint on demand', async () => {
    const newest = async (): Promise<number> => Number((await page.getByRole('table').filter({ hasText: 'Folder' }).locator('tbody td').first().textContent())?.replaceAll(',', ''))
    // One comes by itself only every ten minutes.
    const before = await newest()
    await press('Checkpoint now')
    await expect.poll(newest, { timeout: 10_000 }).toBeGreaterThan(before)
  })

  it('keeps the curve, point for point, when the page is loaded again while it trains', async () => {
    const steps = await drawn()
    const before = await losses(steps)
    expect(before).toHaveLength(steps)
    await page.reload()
    await state('running')
    await grown(steps)
    expect(await losses(steps)).toEqual(before)
  })

  it('pauses, goes on, stops', async () => {
    const worker = await workerPid()
    await press('Pause')
    await state('paused')
    // Told on every screen: after a new start the user is on another one.
    await page.getByRole('contentinfo', { name: 'Status' }).getByText('Can go on:').waitFor()
    expect(await until(() => !isAlive(worker), 5000)).toBe(true)
    const paused = await drawn()
    await press('Resume')
    await state('running')
    await grown(paused)
    await press('Stop')
    await state('stopped')
  })

  it('says interrupted and why within five seconds of a kill, and goes on from there', async () => {
    await press('Resume')
    await state('running')
    await grown(await drawn())
    process.kill(await workerPid(), 'SIGKILL')
    const killed = performance.now()
    await state('interrupted')
    expect(performance.now() - killed).toBeLessThan(5000)
    await page.getByText(/The process of the train job ended without a result \(SIGKILL\)/).first().waitFor()
    await page.locator('.problem').getByRole('button', { name: 'Resume' }).click()
    await state('running')
  })

  it('queues a second run, which trains to its end when its turn comes', async () => {
    await open(short)
    await state('stopped')
    await press('Resume')
    await state('queued')
    await open(long)
    await state('running')
    await press('Stop')
    await state('stopped')
    await open(short)
    await state('finished')
    expect(await drawn()).toBe(60)
    expect(await page.locator('.strip').getByRole('button').count()).toBe(0)
  })

  it('renames in place, saves curves where the dialog says, and zooms by keyboard', async () => {
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('renamed')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'renamed' }).waitFor()

    const file = join(home.path, 'loss.csv')
    await saveTo(window.app, file)
    await page.getByRole('button', { name: 'Save Loss as CSV' }).click()
    expect(await until(() => linesOf(file) === 61, 5000)).toBe(true)

    const table = join(home.path, 'all.csv')
    await saveTo(window.app, table)
    await page.getByRole('button', { name: 'Steps as CSV' }).click()
    expect(await until(() => linesOf(table) === 61, 5000)).toBe(true)

    await page.getByRole('group', { name: /^Loss: plus and minus zoom/ }).focus()
    await page.keyboard.press('+')
    const zoomedOut = page.getByRole('button', { name: 'Show all of Loss (Escape)' })
    await zoomedOut.waitFor()
    await page.keyboard.press('Escape')
    await zoomedOut.waitFor({ state: 'detached' })
    expect(window.consoleErrors).toEqual([])
  })
})
