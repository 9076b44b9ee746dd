/** Scores made elsewhere in the window: dropped or chosen, refused by line, judged, looked at, compared and deleted. */
import { writeFileSync, readFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { root, studio, temporaryHome } from '../../helpers/cli'
import { seededRandom } from '../../helpers/seeded-random'
import { seedHistory } from '../../helpers/seed-history'

const home = temporaryHome()
const outside = temporaryHome()
let window: AppWindow
let page: Page
/** Index, true accuracy on CIFAR-10 and a score that is the truth with noise. */
let scored: readonly { readonly index: number; readonly truth: number; readonly score: number }[] = []

beforeAll(async () => {
  const random = seededRandom(3)
  const table = readFileSync(join(root, 'resources/ground-truth/nas-bench-201.csv'), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(','))
  scored = table.filter((_, index) => index % 31 === 0).map(([index, , truth]) => ({ index: Number(index), truth: Number(truth), score: Number(truth) + 8 * random() }))
  mkdirSync(outside.path, { recursive: true })
  writeFileSync(join(outside.path, 'proxy.csv'), `index,score\n${scored.map(({ index, score }) => `${index},${score}`).join('\n')}\n`)
  writeFileSync(join(outside.path, 'broken.csv'), '1,0.5\n2,high\n')
  seedHistory(home.path, { runs: 3, ranked: 3, longRun: 20 })
  window = await openApp(home.path)
  page = window.page
  page.setDefaultTimeout(15_000)
}, 60_000)

afterAll(async () => {
  await window.close()
  home.remove()
  outside.remove()
})

const region = () => page.getByRole('region', { name: /^Architecture [\d,]+$/ })

test('a broken file is refused by its line; a dropped one takes its place and is judged', { timeout: 60_000 }, async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await page.getByText('None yet.').waitFor()
  await page.getByLabel('File of scores').setInputFiles(join(outside.path, 'broken.csv'))
  await page.getByRole('button', { name: 'Judge and keep' }).click()
  await page.getByRole('alert').getByText('broken.csv, line 2: "high" is not a score').waitFor()
  await dropFolders(page, [join(outside.path, 'proxy.csv')])
  await page.getByLabel('First lines of the file').getByText('index,score').waitFor()
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('proxy')
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.getByRole('button', { name: 'Judge and keep' }).click()
  await page.getByRole('tab', { name: 'Against truth' }).waitFor()
  // Counted here without a rank in sight: pairs in order less pairs out of order; no two scores are equal.
  let [sum, ties] = [0, 0]
  for (const [at, a] of scored.entries())
    for (const b of scored.slice(at + 1)) {
      sum += Math.sign((a.score - b.score) * (a.truth - b.truth))
      ties += Number(a.truth === b.truth)
    }
  const pairs = (scored.length * (scored.length - 1)) / 2
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Kendall τ', exact: true }) })
  expect(await row.getByRole('cell').first().textContent()).toBe((sum / Math.sqrt(pairs * (pairs - ties))).toFixed(3))
  expect(window.consoleErrors).toEqual([])
})

test('every figure has a definition that opens by keyboard', async () => {
  const ask = page.getByRole('button', { name: 'What is Complexity bias?' })
  await ask.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Complexity bias' }).getByText('Below 0: small subnets are favoured.').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  expect(await ask.evaluate((button) => button === document.activeElement)).toBe(true)
  const titles = await page.getByRole('button', { name: /^What is / }).evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))
  expect(titles).toHaveLength(9)
})

test('the rank shift goes down to one architecture', async () => {
  await page.keyboard.press('4')
  await page.getByRole('group', { name: /^Rank by score against true rank/ }).focus()
  // From the left: the best in truth, by the lower index where several are.
  await page.keyboard.press('ArrowRight')
  const order = (key: 'truth' | 'score') => [...scored].sort((a, b) => b[key] - a[key] || a.index - b.index)
  const best = order('truth')[0]
  const place = order('score').findIndex(({ index }) => index === best?.index) + 1
  expect(await region().getAttribute('aria-label')).toBe(`Architecture ${best?.index}`)
  await page.getByText(`true rank 1, rank by score ${place}, ${place - 1} places too low.`).first().waitFor()
  expect(await region().getByRole('row', { name: /^Imported score/ }).getByRole('cell').last().textContent()).toBe(String(place))
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
})

test('it stands beside runs in Compare, in the command line, and is deleted', { timeout: 30_000 }, async () => {
  await page.evaluate(() => void (location.hash = '#/compare/seed-0/seed-1'))
  await page.getByRole('tab', { name: 'Rankings' }).click()
  await page.getByLabel('Scores made elsewhere').check()
  expect(await page.getByRole('rowheader', { name: 'proxy' }).count()).toBe(3)
  await page.getByText('The worst', { exact: true }).click()
  await page.getByRole('columnheader', { name: /^P@bottom 50 %/ }).first().waitFor()
  const listed = await studio('rank', 'list', '--home', home.path, '--json')
  expect(listed.result['rankings']).toMatchObject([{ name: 'proxy', architectures: scored.length }])
  await page.getByRole('link', { name: 'Judge scores' }).click()
  const deleteIt = page.getByRole('button', { name: 'Delete proxy' })
  await deleteIt.waitFor()
  // The table scrolls within its panel; the page does not.
  await page.setViewportSize({ width: 1024, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1024)
  await deleteIt.click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('None yet.').waitFor()
  expect(window.consoleErrors).toEqual([])
})
