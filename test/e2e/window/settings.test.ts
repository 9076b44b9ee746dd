/** Settings in the real window: what is set stays, what is found is told, and no folder but our own is opened. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome } from '../../helpers/cli'

const home = temporaryHome()
let window: AppWindow
let page: Page

beforeAll(async () => {
  // A damaged file of each kind: the window opens all the same and says so.
  writeFileSync(join(home.path, 'settings.json'), '{"theme": "light", "threads": ')
  writeFileSync(join(home.path, 'window.json'), '[1, 2')
  mkdirSync(join(home.path, 'runs/.trash-k0'), { recursive: true })
  writeFileSync(join(home.path, 'runs/.trash-k0/left'), 'x'.repeat(4000))
  window = await openApp(home.path)
  page = window.page
}, 30_000)
afterAll(async () => {
  await window.close()
  home.remove()
})

const show = (section: string): Promise<void> => page.evaluate((hash) => void (location.hash = hash), `#/settings/${section}`)
const stored = (): unknown => JSON.parse(readFileSync(join(home.path, 'settings.json'), 'utf8'))

test('damaged settings are told once each and kept', async () => {
  for (const name of ['settings.json', 'window.json']) {
    await page.getByText(`${name} is damaged`).waitFor()
    expect(await page.getByText(`${name} is damaged`).count()).toBe(1)
    expect(existsSync(join(home.path, `${name}.bad`))).toBe(true)
  }
  await page.reload()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.waitForTimeout(500)
  expect(await page.getByText('settings.json is damaged').count()).toBe(0)
})

test('the theme is taken at once and stored', async () => {
  await show('general')
  await page.getByLabel('Dark').check()
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark')
  expect(stored()).toMatchObject({ theme: 'dark' })
  await page.getByLabel('System').check()
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light')
})

test('a number out of its limits is told and not stored', async () => {
  await show('machine')
  const threads = page.getByLabel('Threads', { exact: true })
  await threads.fill('0')
  await threads.press('Enter')
  await page.getByText('Threads must be from 1 to 1024, not 0').waitFor()
  expect(await threads.getAttribute('aria-invalid')).toBe('true')
  await threads.fill('3')
  await threads.press('Enter')
  await expect.poll(stored).toMatchObject({ threads: 3 })
  await threads.fill('')
  await threads.press('Enter')
  await expect.poll(stored).toMatchObject({ threads: null })
  expect(await threads.getAttribute('placeholder')).toBe('All cores')
  const atOnce = page.getByLabel('Jobs at once', { exact: true })
  await atOnce.fill('2')
  await atOnce.press('Enter')
  await expect.poll(stored).toMatchObject({ workers: 2 })
  await expect.poll(() => threads.getAttribute('placeholder')).toBe('Cores / 2')
  await atOnce.fill('')
  await atOnce.press('Enter')
  await page.getByText('Jobs at once must be').waitFor()
  expect(stored()).toMatchObject({ workers: 2 })
  await atOnce.fill('1')
  await atOnce.press('Enter')
  await expect.poll(stored).toMatchObject({ workers: 1 })
})

test('the machine is described, with the reason where there is no GPU', async () => {
  await page.getByText('Training runs on', { exact: true }).waitFor()
  await page.getByText('Processor (CPU)').waitFor()
  await page.getByText(/^No GPU is used\. /).waitFor()
})

test('a verification shows every case and stays for the next start', async () => {
  await page.getByRole('button', { name: 'Verify this machine' }).click()
  await page.getByText(/This machine computes right: \d+ cases passed/).waitFor({ timeout: 60_000 })
  const rows = page.getByRole('row').filter({ hasText: 'pass' })
  expect(await rows.count()).toBeGreaterThanOrEqual(5)
  expect(JSON.parse(readFileSync(join(home.path, 'verification.json'), 'utf8'))).toMatchObject({ last: { tensorflow: '2.20.0' } })
  await page.reload()
  await page.getByText(/This machine computes right/).waitFor()
}, 90_000)

test('folders have their sizes, and only our own can be opened', async () => {
  await window.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
    shell.openExternal = (path) => {
      opened.push(path)
      return Promise.resolve()
    }
  })
  await show('storage')
  await page.getByRole('row', { name: /Home folder/ }).getByText(/kB|MB/).waitFor()
  await page.getByRole('button', { name: 'Show Runs in the file manager' }).click()
  await show('about')
  await page.getByRole('button', { name: 'Open in the browser' }).first().click()
  const refused = await page.evaluate(async () => {
    const { studio } = globalThis as unknown as { studio: { request(name: string, input: unknown): Promise<{ ok: boolean }> } }
    const tries = [['system.open-folder', '/etc'], ['system.open-folder', '../..'], ['system.open-outside', 'https://example.org/'], ['system.open-outside', 'file:///etc/passwd']]
    return Promise.all(tries.map(async ([name = '', input]) => (await studio.request(name, input)).ok))
  })
  expect(refused).toEqual([false, false, false, false])
  const opened = await window.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  expect(opened).toEqual([join(home.path, 'runs'), 'https://arxiv.org/abs/2503.10740'])
})

test('a backup is made on demand and listed', async () => {
  await page.getByRole('cell', { name: 'Apache ECharts' }).waitFor()
  await show('storage')
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText('The history is backed up').waitFor()
})

test('nothing was said on the console', () => {
  expect(window.consoleErrors).toEqual([])
})
