/** Several trainings at once in the window: begun, told apart, stopped one by one, and paused together at the end. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { sample, studio, temporaryHome } from '../../helpers/cli'

describe('several runs at once', { timeout: 90_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const images = temporaryHome()
  let window: AppWindow
  let page: Page
  let closed = false

  beforeAll(async () => {
    const folder = join(images.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    const added = await studio('dataset', 'add', folder, '--name', 'few', '--image-size', '16', '--home', home.path, '--json')
    expect(added.code, added.stderr).toBe(0)
    writeFileSync(join(home.path, 'settings.json'), JSON.stringify({ workers: 2, threads: 1 }))
    window = await openApp(home.path)
    page = window.page
    await open('#/new-run')
  }, 60_000)

  afterAll(async () => {
    if (!closed) await window.close()
    home.remove()
    images.remove()
  })

  const open = (address: string): Promise<void> => page.evaluate((to) => void (location.hash = to), address)
  const field = (name: string) => page.getByRole('textbox', { name })
  const queue = () => page.getByRole('list', { name: 'Queue' })
  const entry = (name: string) => queue().getByRole('listitem').filter({ hasText: name })
  const status = () => page.getByRole('contentinfo', { name: 'Status' })
  const states = async (): Promise<Record<string, string>> => {
    const { result } = await studio('runs', '--home', home.path, '--json')
    return Object.fromEntries((result['runs'] as { name: string; state: string }[]).map(({ name, state }) => [name, state]))
  }

  it('trains two of three and says what the third waits for', async () => {
    await field('Channels C').fill('4')
    await field('Cells N').fill('1')
    await field('Batch').fill('16')
    await page.locator('label').filter({ hasText: /^\s*Steps\s*$/ }).click()
    await field('Steps').fill('100000')
    await field('Name').fill('many')
    await field('Seeds').fill('0-2')
    await page.getByText('3 runs, up to 2 at once').waitFor()
    await page.getByRole('button', { name: 'Add to queue' }).click()
    await entry('many-seed-2').getByText('waits for its turn').waitFor()
    await entry('many-seed-0').getByRole('progressbar').waitFor()
    await entry('many-seed-1').getByRole('progressbar').waitFor()
    for (const name of ['many-seed-0', 'many-seed-1', '1 waiting']) await status().getByText(name).waitFor()
    await expect.poll(states, { timeout: 15_000 }).toEqual({ 'many-seed-0': 'running', 'many-seed-1': 'running', 'many-seed-2': 'queued' })
  })

  it('shows the memory of each apart, and stops one while the other trains on', async () => {
    await queue().getByRole('link', { name: 'many-seed-0' }).click()
    await page.getByText('1 other worker').waitFor()
    await page.locator('.strip').getByRole('button', { name: 'Stop' }).click()
    await page.locator('.strip').getByText('stopped', { exact: true }).waitFor()
    await expect.poll(states, { timeout: 15_000 }).toEqual({ 'many-seed-0': 'stopped', 'many-seed-1': 'running', 'many-seed-2': 'running' })
  })

  it('takes a training with more threads only where there are cores for it, and says so', async () => {
    await open('#/new-run')
    await field('Seeds').fill('3')
    await field('Name').fill('wide')
    await field('Threads').fill('64')
    await page.getByRole('button', { name: 'Add to queue' }).click()
    await entry('many-seed-2').getByRole('progressbar').waitFor()
    await entry('wide').getByText('waits for its turn').waitFor()
    await queue().getByRole('link', { name: 'many-seed-1' }).click()
    await page.locator('.strip').getByRole('button', { name: 'Pause' }).click()
    await page.locator('.strip').getByText('paused', { exact: true }).waitFor()
    await open('#/new-run')
    await entry('wide').getByText(/waits for cores: it computes with 64 threads, and \d+ of \d+ cores are free/).waitFor()
    await queue().getByRole('link', { name: 'wide' }).click()
    await page.locator('.strip').getByText(/Waits for cores: it computes with 64 threads/).waitFor()
    await page.locator('.strip').getByRole('button', { name: 'Take out of the queue' }).click()
    await page.locator('.strip').getByText('stopped', { exact: true }).waitFor()
    await page.locator('.strip').getByText(/Waits for cores/).waitFor({ state: 'detached' })
  })

  it('pauses both with a checkpoint when the application ends', async () => {
    await open('#/history')
    await page.getByRole('link', { name: 'many-seed-1' }).first().click()
    await page.locator('.strip').getByRole('button', { name: 'Resume' }).click()
    await page.locator('.strip').getByText('running', { exact: true }).waitFor()
    await expect.poll(states).toMatchObject({ 'many-seed-1': 'running', 'many-seed-2': 'running' })
    expect(window.consoleErrors).toEqual([])
    const ended = window.app.waitForEvent('close')
    // It has no answer: the page is gone before.
    void page.evaluate(() => void (globalThis as unknown as Window).studio.request('system.quit', undefined)).catch(() => undefined)
    await ended
    await window.close()
    closed = true
    const { result } = await studio('runs', '--home', home.path, '--json')
    for (const { run, name, state, steps } of result['runs'] as { run: string; name: string; state: string; steps: number }[]) {
      if (name !== 'many-seed-1' && name !== 'many-seed-2') continue
      expect([name, state]).toEqual([name, 'paused'])
      const shown = await studio('show', run, '--home', home.path, '--json')
      expect((shown.result['checkpoints'] as { step: number }[]).at(-1)?.step).toBe(steps)
    }
  })
})
