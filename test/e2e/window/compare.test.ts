/** Comparing runs of a stored history: choosing them, what differs, curves, rankings, ranges, and the files. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome } from '../../helpers/cli'
import { openOwned } from '../../helpers/history-fixtures'
import { exampleConfig, exampleRun } from '../../helpers/history-records'
import { saveTo } from '../../helpers/dialogs'
import { seedHistory } from '../../helpers/seed-history'

const home = temporaryHome()
let window: AppWindow
let page: Page

/** Two runs that differ in their seed only, with losses that are easy to average. */
async function addSeeds(): Promise<void> {
  const open = await openOwned(home.path)
  for (const [seed, loss] of [[1, 1], [2, 3]] as const) {
    const id = `twin-${seed}`
    open.history.addRun({ ...exampleRun(id, `twin ${seed}`), config: { ...exampleConfig, seed }, totalSteps: 10 })
    open.history.startRun(id, { step: 0, totalSteps: 10, config: { ...exampleConfig, seed } })
    open.history.addMetrics(id, Array.from({ length: 10 }, (_, step) => ({ step, stage: 0, loss, rate: 0.1, complexity: 1000 + step, pool: 0 })))
    open.history.endRun(id, { state: 'finished', finalLoss: loss, weightsSha256: 'b'.repeat(64), seconds: 1, error: null })
  }
  await open.close()
}

async function show(tab: string): Promise<void> {
  await page.getByRole('tab', { name: tab }).click()
}

async function savedCsv(name: string, save: () => Promise<void>): Promise<string[][]> {
  const file = join(home.path, name)
  await saveTo(window.app, file)
  await save()
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => line.split(','))
}

const csvButton = () => page.getByRole('button', { name: 'CSV', exact: true }).click()

beforeAll(async () => {
  seedHistory(home.path, { runs: 24, ranked: 24, longRun: 400 })
  await addSeeds()
  window = await openApp(home.path)
  page = window.page
  page.setDefaultTimeout(10_000)
})
afterAll(async () => {
  await window.close()
  home.remove()
})

test('without runs it offers the recent ones; three are chosen', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByLabel('Search runs').fill('calr')
  for (const name of ['calr shared 0', 'calr shared 4', 'calr shared 8']) await page.getByLabel(name).check()
  await page.getByRole('button', { name: 'Compare 3 runs' }).click()
  await expect.poll(() => page.url()).toContain('#/compare/seed-0/seed-4/seed-8')
})

test('shows what differs, leaves out what is equal, and goes from one difference to the next', async () => {
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })
  await expect.poll(() => row('γmax').getByRole('cell').allTextContents()).toEqual(['2', 'differs: 6', 'differs: 5'])
  expect(await row('Batch').count()).toBe(0)
  await page.getByRole('combobox', { name: /^Reference/ }).selectOption({ label: 'calr shared 4' })
  expect(await row('γmax').getByRole('cell').allTextContents()).toEqual(['differs: 2', '6', 'differs: 5'])
  await page.getByRole('button', { name: 'Next difference' }).click()
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Learning rate')
  await page.keyboard.press('j')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('γmax')
  await page.getByLabel('Hide equal ones').uncheck()
  expect(await row('Batch').getByRole('cell').allTextContents()).toEqual(['64', '64', '64'])
  const lines = await savedCsv('differences.csv', csvButton)
  expect(lines[0]).toEqual(['Part', 'Setting', 'calr shared 0', 'calr shared 4', 'calr shared 8'])
  expect(lines).toContainEqual(['Settings', 'γmax', '2', '6', '5'])
})

test('draws the curves of all over each other, and writes their points', async () => {
  await show('Curves')
  const chart = page.getByRole('img', { name: /^Loss\./ })
  await expect.poll(() => chart.getAttribute('aria-label')).toMatch(/calr shared 0: .*calr shared 4: .*calr shared 8: /)
  const lines = await savedCsv('curves.csv', () => page.getByRole('button', { name: 'Save Loss as CSV' }).click())
  const of = (name: string): number => lines.filter(([curve]) => curve === name).length
  expect([of('calr shared 0'), of('calr shared 4'), of('calr shared 8')]).toEqual([400, 20, 20])
  const picture = join(home.path, 'curves.png')
  await saveTo(window.app, picture)
  await page.getByRole('button', { name: 'Save Loss as PNG' }).click()
  await expect.poll(() => existsSync(picture)).toBe(true)
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')
})

test('puts figures of rankings side by side, with the floor of the parameter count', async () => {
  await show('Rankings')
  const table = page.getByRole('group', { name: 'Figures for CIFAR-100' })
  await table.waitFor()
  const lines = await savedCsv('rankings.csv', csvButton)
  const tau = Number(lines.find(([truth, run]) => truth === 'cifar100' && run === 'calr shared 4')?.[3])
  expect(tau).toBeGreaterThan(0)
  await table.getByRole('row', { name: new RegExp(`calr shared 4 ${tau.toFixed(3)}`) }).waitFor()
  await table.getByRole('row', { name: /Parameter count, 15625 architectures/ }).first().waitFor()
  expect(await page.getByRole('group', { name: /^Figures for/ }).count()).toBe(3)
})

test('keeps the runs of a range of the parallel coordinates', async () => {
  await show('Parallel coordinates')
  await page.getByLabel('Range of').selectOption({ label: 'γmax' })
  await page.getByLabel('from').fill('4.5')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByText('2 of 3 runs: calr shared 4, calr shared 8').waitFor()
  await page.getByRole('button', { name: 'Take all ranges away' }).click()
  await page.getByText('Drag along an axis').waitFor()
  const lines = await savedCsv('parallel.csv', csvButton)
  expect(lines[0]).toContain('γmax')
  expect(lines).toHaveLength(4)
})

test('sets any two numbers against each other', async () => {
  await show('Scatter')
  await page.getByLabel('Across').selectOption({ label: 'γmax' })
  await page.getByLabel('Up').selectOption({ label: 'Steps' })
  const lines = await savedCsv('scatter.csv', csvButton)
  expect(lines).toEqual([['Run', 'γmax', 'Steps'], ['calr shared 0', '2', '400'], ['calr shared 4', '6', '20'], ['calr shared 8', '5', '20']])
  await page.getByRole('img', { name: /calr shared 0 2, 400/ }).waitFor()
})

test('adds runs, and joins those that differ in their seed: mean and standard deviation', async () => {
  await page.keyboard.press('a')
  await page.getByRole('dialog').getByLabel('twin 1').check()
  await page.getByRole('dialog').getByLabel('twin 2').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click()
  await show('Curves')
  await page.getByLabel('Join seeds (mean ± sd)').check()
  const lines = await savedCsv('seeds.csv', () => page.getByRole('button', { name: 'Save Loss as CSV' }).click())
  const values = (curve: string): Set<string | undefined> => new Set(lines.filter(([name]) => name === curve).map((line) => line.at(-1)))
  // Losses 1 and 3: mean 2, deviation of the sample √2.
  expect(values('twin 1 (2 seeds)')).toEqual(new Set(['2']))
  expect([...values('twin 1 (2 seeds) (high)')].map((value) => Number(value).toFixed(4))).toEqual(['3.4142'])
  await page.getByRole('button', { name: 'Take out calr shared 0' }).click()
  await expect.poll(() => page.url()).toMatch(/#\/compare\/seed-4\/seed-8\/twin-1\/twin-2$/)
  expect(window.consoleErrors).toEqual([])
})
