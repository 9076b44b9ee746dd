/**
 * Names that were made to break out: of folders, classes, files, data sets and runs, in every screen. Nothing of them
 * runs, nothing breaks the window, and no cell of a file begins as a formula.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { studio, temporaryHome } from '../../helpers/cli'
import { putImages } from '../../helpers/dataset-folder'
import { openOwned } from '../../helpers/history-fixtures'
import { exampleConfig, exampleRun, metricRows } from '../../helpers/history-records'
import { saveTo } from '../../helpers/dialogs'

const names = [
  '<script>globalThis.ran = 1</script>',
  '<img src=x onerror="globalThis.ran = 1">',
  '<svg onload="globalThis.ran = 1">',
  '<svg><script>globalThis.ran = 1</script></svg>',
  '"><img src=x onerror=globalThis.ran=1>',
  "'-(globalThis.ran=1)-'",
  '" onmouseover="globalThis.ran=1" x="',
  '" autofocus onfocus="globalThis.ran=1',
  'javascript:globalThis.ran=1',
  '<iframe srcdoc="<script>parent.ran=1</script>">',
  '<style>*{display:none!important}</style>',
  '<a href="javascript:globalThis.ran=1">press</a>',
  '{{constructor.constructor("globalThis.ran=1")()}}',
  '${globalThis.ran=1}',
  '<!--<div hidden>',
  '\u202egnp.exe',
  '\u2067right\u2066left\u202e',
  'line\nbreak',
  'tab\tand\rreturn',
  'x'.repeat(251),
  '=cmd|calc!A1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '%3Cscript%3E%00..%2f',
]
/** As the name of a folder or file can be. */
const onDisk = names.map((name) => name.replaceAll('/', '\u2215'))

const home = temporaryHome()
const images = temporaryHome()
let window: AppWindow
let page: Page
let imported = ''

beforeAll(async () => {
  const folder = join(images.path, onDisk[1] ?? '')
  onDisk.forEach((name, index) => {
    putImages(join(folder, name), 4, 'cat', index * 4)
    writeFileSync(join(folder, name, `${name}.jpg`.slice(0, 250)), 'no image')
  })
  const added = await studio('dataset', 'add', folder, '--home', home.path, '--json')
  expect(added.code, added.stderr).toBe(0)
  imported = String(added.result['dataset'])
  // The same data set and an example run once under each name.
  const open = await openOwned(home.path)
  const record = await open.history.dataset(imported)
  for (const [index, name] of names.entries()) {
    open.history.addDataset({ ...record, id: `data-${index}`, name: `${name}${index}`, sourcePath: join('/nowhere', onDisk[index] ?? '') })
    const config = { ...exampleConfig, datasetId: `data-${index}`, datasetFingerprint: record.fingerprint }
    open.history.addRun({ ...exampleRun(`run-${index}`, name), config })
    open.history.startRun(`run-${index}`, { step: 0, totalSteps: 1000, config })
    open.history.addMetrics(`run-${index}`, metricRows(0, 20))
    open.history.endRun(`run-${index}`, { state: 'failed', finalLoss: 1, weightsSha256: null, seconds: 1, error: { code: 'image-unreadable', message: `The image ${name} cannot be read.`, cause: name } })
    open.history.markRuns([`run-${index}`], { addTags: [name.slice(0, 40)], notes: name, group: name })
  }
  await open.close()
  window = await openApp(home.path)
  page = window.page
  page.setDefaultTimeout(15_000)
  await page.evaluate(() => {
    Object.assign(globalThis, { violations: 0 })
    document.addEventListener('securitypolicyviolation', () => ((globalThis as unknown as { violations: number }).violations += 1))
  })
}, 90_000)
afterAll(async () => {
  await window.close()
  home.remove()
  images.remove()
})

/** Nothing ran, nothing was tried, and the frame stands where it always does. */
async function isWhole(where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const box = (selector: string): number[] => {
      const rect = document.querySelector(selector)?.getBoundingClientRect()
      return rect === undefined ? [] : [rect.left, rect.right, rect.bottom].map(Math.round)
    }
    const { ran, violations } = globalThis as unknown as { ran?: number; violations: number }
    const { innerWidth: width, innerHeight: height } = globalThis.window
    const status = box('footer[aria-label=Status]')
    return {
      ran: ran ?? 0,
      violations,
      foreign: document.querySelectorAll('iframe, body script, body style, main img:not([src^="blob:"])').length,
      navigation: box('nav[aria-label=Main]').slice(0, 2),
      status: [status[0], (status[1] ?? 0) - width, (status[2] ?? 0) - height],
      overflow: document.documentElement.scrollWidth - width,
      title: document.querySelector('h1')?.checkVisibility() ?? false,
    }
  })
  expect(found, where).toEqual({ ran: 0, violations: 0, foreign: 0, navigation: [0, 208], status: [0, 0, 0], overflow: 0, title: true })
}

async function show(address: string, milliseconds = 250): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/${address}`)
  await page.waitForTimeout(milliseconds)
}

test('a dropped folder with every name as class and file', async () => {
  await dropFolders(page, [join(images.path, onDisk[1] ?? '')])
  await page.getByText(/100 images|25 classes/).first().waitFor({ timeout: 30_000 })
  await isWhole('scanned')
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await page.waitForTimeout(300)
    await isWhole((await tab.textContent()) ?? '')
  }
}, 60_000)

test('the data set that was imported from it, part by part', async () => {
  await show(`datasets/${imported}`, 1000)
  await isWhole('data set')
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await page.waitForTimeout(300)
    await isWhole((await tab.textContent()) ?? '')
  }
})

test('data sets and runs of every name, each on its own screens', async () => {
  for (const index of names.keys()) {
    await show(`datasets/data-${index}`)
    await isWhole(`data set ${index}`)
    await show(`run/run-${index}`)
    await isWhole(`run ${index}`)
    await show(`ranking/run-${index}`)
    await isWhole(`ranking ${index}`)
  }
}, 120_000)

test.each([
  ['lists', ['datasets', 'history', 'new-run', 'new-run/run/run-1', 'compare', 'settings/storage']],
  ['first half', [`compare/${names.slice(0, 13).map((_, index) => `run-${index}`).join('/')}`]],
  ['second half', [`compare/${names.slice(13).map((_, index) => `run-${index + 13}`).join('/')}`]],
])('lists and comparisons: %s', async (_what, addresses) => {
  for (const address of addresses) {
    await show(address, 1200)
    await isWhole(address)
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await page.waitForTimeout(500)
      for (const x of [500, 700, 900]) await page.mouse.move(x, 420)
      await isWhole(`${address} ${(await tab.textContent()) ?? ''}`)
    }
  }
}, 90_000)

test('a name is shown as it is', async () => {
  await show('run/run-0', 800)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(names[0])
})

test('no cell of a saved table begins as a formula', async () => {
  const file = join(home.path, 'table.csv')
  mkdirSync(home.path, { recursive: true })
  await saveTo(window.app, file)
  await show('history', 1000)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Save the table as CSV')
  await page.keyboard.press('Enter')
  await page.getByText('Saved as').waitFor()
  const cells = cellsOf(readFileSync(file, 'utf8'))
  expect(cells.length).toBeGreaterThan(26 * 3)
  for (const name of ['=cmd|calc!A1', '+1+1', '-1+1', '@SUM(1)']) expect(cells).toContain(`'${name}`)
  // Numbers may be below zero; text may not look like more than one.
  expect(cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell) && !Number.isFinite(Number(cell)))).toEqual([])
})

test('the console stayed empty', () => {
  expect(window.consoleErrors).toEqual([])
})

/** All cells of a CSV file, in order. */
function cellsOf(text: string): string[] {
  return [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(?:,|\n|$)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
