/** What surrounds the screens: the first start, the keyboard map, the palette, and a start without a display. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { root, temporaryHome } from '../../helpers/cli'

const home = temporaryHome()
let window: AppWindow
let page: Page

beforeAll(async () => {
  window = await openApp(home.path)
  page = window.page
  page.setDefaultTimeout(10_000)
}, 30_000)
afterAll(async () => {
  await window.close()
  home.remove()
})

const heading = (name: string): Promise<void> => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

test('a new history opens with three ways to begin', async () => {
  await heading('Welcome')
  for (const name of ['Quick look', 'Choose folders', 'Import the sample']) await page.getByRole('button', { name, exact: true }).waitFor()
})

test('every screen is reached by its chord, and none is taken twice', async () => {
  const screens = { D: 'Datasets', S: 'Search spaces', N: 'New run', H: 'History', C: 'Compare', J: 'Judge scores', T: 'Settings' }
  for (const [key, name] of Object.entries(screens)) {
    await page.keyboard.press('g')
    await page.keyboard.press(key.toLowerCase())
    await heading(name)
  }
})

test('the keyboard map lists every action of the palette', async () => {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await palette.waitFor()
  const commands = await palette.locator('[data-command-item] > span').allTextContents()
  await page.keyboard.press('Escape')
  await palette.waitFor({ state: 'hidden' })
  await page.keyboard.press('?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  await map.waitFor()
  const listed = await map.getByRole('term').allTextContents()
  expect(commands.length).toBeGreaterThan(8)
  expect(listed).toEqual(expect.arrayContaining(commands))
  await page.keyboard.press('Escape')
  await map.waitFor({ state: 'hidden' })
})

test('a command is found by typing and run with Enter', async () => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('first steps')
  await page.keyboard.press('Enter')
  await heading('Welcome')
})

test('the quick look imports the sample and opens the form with the quick preset', async () => {
  await page.getByRole('button', { name: 'Quick look', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'New run' }).waitFor({ timeout: 60_000 })
  expect(await page.getByLabel('Channels C').inputValue()).toBe('8')
  expect(await page.getByLabel('Data set', { exact: true }).locator('option:checked').textContent()).toContain('cifar10-sample')
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
}, 90_000)

test('the next start has data and opens with it', async () => {
  expect(window.consoleErrors).toEqual([])
  await window.close()
  window = await openApp(home.path)
  page = window.page
  await heading('Datasets')
  expect(window.consoleErrors).toEqual([])
}, 60_000)

test('npm start without a display says so and names the command line', () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !['DISPLAY', 'WAYLAND_DISPLAY', 'ELECTRON_RUN_AS_NODE'].includes(name)))
  const { status, stderr } = spawnSync('node', [join(root, 'scripts/start.mjs')], { env, encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^error: there is no display .*npm run --silent studio -- --help\n$/)
})
