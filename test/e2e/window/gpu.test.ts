/** Settings, Compute: the libraries for GPUs in the real window, with a pip that brings the beginning of a wheel only. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome } from '../../helpers/cli'
import { putFakePython } from '../../helpers/fake-python'

const home = temporaryHome()
const programs = temporaryHome()
const path = process.env['PATH'] ?? ''
let window: AppWindow
let page: Page

beforeAll(async () => {
  process.env['PATH'] = `${putFakePython(programs.path, 'slow')}:${path}`
  window = await openApp(home.path)
  page = window.page
  await page.evaluate(() => void (location.hash = '#/settings/machine'))
}, 30_000)
afterAll(async () => {
  await window.close()
  process.env['PATH'] = path
  home.remove()
  programs.remove()
})

const panel = () => page.locator('section').filter({ has: page.getByRole('heading', { name: 'GPU', exact: true }) })

test('it says what would be fetched, and why no GPU is used', async () => {
  await panel().getByText(/Not installed: 2\.\d+ GB to fetch/).waitFor()
  await panel().getByText(/^No GPU is used\. /).waitFor()
})

test('an installation shows how far it is, and is cancelled', async () => {
  await panel().getByRole('button', { name: 'Install' }).click()
  await panel().getByText(/Downloading 40 of 2,442 MB/).waitFor({ timeout: 30_000 })
  await page.getByRole('contentinfo', { name: 'Status' }).getByText('Installing').waitFor()
  if (process.env['SHOTS'] !== undefined) await shots('downloading')
  await panel().getByRole('button', { name: 'Cancel' }).click()
  await panel().getByRole('button', { name: 'Install' }).waitFor()
  expect(readdirSync(join(home.path, 'runtime/gpu'))).toEqual([])
}, 60_000)

test('switched off, that is the reason', async () => {
  await page.getByLabel('Use GPUs').selectOption('off')
  await panel().getByText('GPUs are switched off by the setting gpu.').waitFor()
  expect(JSON.parse(readFileSync(join(home.path, 'settings.json'), 'utf8'))).toMatchObject({ gpu: 'off' })
  await page.getByLabel('Use GPUs').selectOption('auto')
  await panel().getByText('GPUs are switched off by the setting gpu.').waitFor({ state: 'detached' })
  if (process.env['SHOTS'] !== undefined) await shots('absent')
})

test('nothing was said on the console', () => {
  expect(window.consoleErrors).toEqual([])
})

async function shots(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForTimeout(300)
    await panel().scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(process.env['SHOTS'] ?? '', `${name}-${theme}.png`) })
  }
}
