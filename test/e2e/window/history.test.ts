/** The history screen on a stored history of 40 runs, used as a researcher does: with the mouse, by keyboard, and again after a restart. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome, until } from '../../helpers/cli'
import { saveTo } from '../../helpers/dialogs'
import { seedHistory } from '../../helpers/seed-history'

const home = temporaryHome()
let window: AppWindow
let page: Page

/** A run's folder as a training leaves it. */
function addFolder(id: string): string {
  const folder = join(home.path, 'runs', id)
  mkdirSync(join(folder, 'checkpoints/20'), { recursive: true })
  writeFileSync(join(folder, 'checkpoints/20/state.safetensors'), Buffer.alloc(1e6))
  return folder
}

async function openHistory(): Promise<void> {
  window = await openApp(home.path)
  page = window.page
  page.setDefaultTimeout(8000)
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await grid().getByRole('row').nth(1).waitFor()
}

const grid = (): Locator => page.getByLabel('Runs', { exact: true })
/** Rows of runs, without the head and the headings of groups. */
const runs = (): Locator => grid().locator('[role=row][aria-selected]')
const names = async (): Promise<string[]> => (await runs().getByRole('link').allTextContents()).map((name) => name.trim())
const shows = (total: string): Promise<void> => page.getByRole('status').filter({ hasText: new RegExp(`^\\s*${total}`) }).waitFor()
const column = (name: string): Locator => grid().getByRole('columnheader', { name: new RegExp(`^${name}`) }).getByRole('button', { name, exact: true })

async function cells(name: string): Promise<string[]> {
  const heads = await grid().getByRole('columnheader').allTextContents()
  const index = heads.findIndex((head) => head.trim().startsWith(name))
  return (await runs().locator(`[aria-colindex="${index + 1}"]`).allTextContents()).map((text) => text.trim())
}

beforeAll(async () => {
  seedHistory(home.path, { runs: 40, ranked: 20, longRun: 200 })
  for (const id of ['seed-38', 'seed-37', 'seed-36']) addFolder(id)
  await openHistory()
})
afterAll(async () => {
  await window.close()
  home.remove()
})

test('opens with the newest run first, after those that are pinned', async () => {
  await shows('39 runs')
  expect((await names()).slice(0, 3)).toEqual(['fixed separated 3', 'fixed separated 39', 'constant shared 38'])
  expect(await grid().getAttribute('aria-rowcount')).toBe('40')
})

test('says how many columns lie to the right, and goes there', async () => {
  await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 640))
  const more = page.getByRole('button', { name: /^\d+ more$/ })
  const columns = async (): Promise<number> => parseInt((await more.textContent()) ?? '')
  const before = await columns()
  expect(await more.getAttribute('title')).toContain('Created')
  await more.click()
  await expect.poll(columns).toBeLessThan(before)
  await page.getByRole('grid', { name: 'Runs' }).evaluate((grid) => grid.scrollTo({ left: grid.scrollWidth, behavior: 'instant' }))
  await expect.poll(() => more.count()).toBe(0)
  await page.getByRole('grid', { name: 'Runs' }).evaluate((grid) => grid.scrollTo({ left: 0, behavior: 'instant' }))
  await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1360, 860))
})

test('sorts by a header, and by a second one with Shift', async () => {
  await column('Loss, best').click()
  await expect.poll(() => grid().getByRole('columnheader', { name: /^Loss, best/ }).getAttribute('aria-sort')).toBe('ascending')
  await expect.poll(async () => {
    // The pinned run stays on top.
    const losses = (await cells('Loss, best')).slice(1).map(Number)
    return losses.length > 5 && losses.every((loss, index) => index === 0 || loss >= (losses[index - 1] ?? 0))
  }).toBe(true)
  await column('Rate schedule').click({ modifiers: ['Shift'] })
  expect(await grid().getByRole('columnheader', { name: /^Rate schedule/ }).getAttribute('aria-sort')).toBe('ascending')
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'All runs' }).click()
  await expect.poll(async () => (await names())[1]).toBe('fixed separated 39')
})

test('narrows by state, by words and by a condition, and says when nothing fits', async () => {
  await page.getByRole('group', { name: 'States' }).getByRole('button', { name: /failed/ }).click()
  await shows('2 runs')
  expect(new Set(await cells('State'))).toEqual(new Set(['failed']))
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByLabel('Search runs').fill('calr paper')
  await shows('1 run')
  await page.getByLabel('Search runs').fill('')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Column', { exact: true }).selectOption({ label: 'γmax' })
  await page.getByLabel('Condition').selectOption({ label: 'at least' })
  await page.getByLabel('Value').fill('five')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByText('γmax is a number, and "five" is none.').waitFor()
  await page.getByLabel('Value').fill('5')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await shows('3 runs')
  await page.getByRole('group', { name: 'States' }).getByRole('button', { name: /finished/ }).click()
  await page.getByLabel('Search runs').fill('nothing at all')
  await page.getByRole('heading', { name: 'No run fits' }).waitFor()
  await page.getByRole('button', { name: 'Show all runs' }).click()
  await shows('39 runs')
})

test('groups by a setting, with counts, and folds a group away', async () => {
  await page.getByLabel('Group by').selectOption({ label: 'Rate schedule' })
  const heading = grid().getByRole('row', { name: /Rate schedule calr 9 runs/ })
  await heading.click()
  await expect.poll(() => heading.getAttribute('aria-expanded')).toBe('false')
  expect(await grid().getAttribute('aria-rowcount')).toBe(String(1 + 4 + 39 - 9))
  expect((await names()).some((name) => name.startsWith('calr'))).toBe(false)
  await page.getByLabel('Group by').selectOption({ label: 'not at all' })
})

test('moves, sizes, hides and pins columns', async () => {
  const order = async (): Promise<string[]> => (await grid().getByRole('columnheader').allTextContents()).map((text) => text.trim())
  await column('Steps').focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(async () => (await order()).indexOf('Steps') < (await order()).indexOf('τ CIFAR-10 by loss')).toBe(true)
  await grid().evaluate((box) => box.scrollTo({ left: 0 }))
  const state = grid().getByRole('columnheader', { name: /^State/ })
  const box = await state.boundingBox()
  if (box === null) throw new Error('the column is not shown')
  await page.mouse.move(box.x + box.width - 1, box.y + 15)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width + 59, box.y + 15, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Math.round((await state.boundingBox())?.width ?? 0)).toBeGreaterThan(box.width + 40)
  await column('Data set').focus()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('menuitem', { name: 'Hide' }).click()
  await expect.poll(order).not.toContain('Data set')
})

test('drags a column to another place', async () => {
  await grid().evaluate((box) => box.scrollTo({ left: 0 }))
  const from = await grid().getByRole('columnheader', { name: /^Momentum policy/ }).boundingBox()
  const to = await grid().getByRole('columnheader', { name: /^State/ }).boundingBox()
  if (from === null || to === null) throw new Error('the columns are not shown')
  await page.mouse.move(from.x + 30, from.y + 15)
  await page.mouse.down()
  await page.mouse.move(to.x + 30, to.y + 15, { steps: 5 })
  await page.mouse.up()
  const heads = (await grid().getByRole('columnheader').allTextContents()).map((text) => text.trim())
  expect(heads.indexOf('Momentum policy')).toBe(heads.indexOf('State') - 1)
  expect(await grid().getByRole('columnheader', { name: /^Momentum policy/ }).getAttribute('aria-sort')).toBe('none')
})

test('by keyboard alone: selects a range, tags it, writes a note, opens a run', async () => {
  await grid().focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByText('3 selected').waitFor()
  await page.keyboard.press('l')
  await page.getByLabel('New tags, with commas between them').waitFor()
  await page.keyboard.type('first try, kept')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await runs().filter({ hasText: 'first try' }).count())).toBe(3)
  await grid().focus()
  await page.keyboard.press('i')
  const notes = page.getByRole('textbox', { name: 'Notes' })
  await notes.focus()
  await page.keyboard.type('Learning rate too high')
  await page.keyboard.press('Tab')
  await grid().focus()
  await page.keyboard.press('Escape')
  await shows('39 runs$')
  await page.getByLabel('Search runs').fill('"too high'.slice(1))
  await shows('1 run$')
  const [name] = await names()
  await page.getByLabel('Search runs').fill('')
  await shows('39 runs$')
  await grid().focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toMatch(/#\/run\/seed-37$/)
  expect(name).toBe('cosine separated 37')
  await page.goBack()
  await grid().waitFor()
})

test('a saved view survives a restart, and so does how the history opens', async () => {
  await page.getByRole('group', { name: 'States' }).getByRole('button', { name: /stopped/ }).click()
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitem', { name: 'Save as a new view …' }).click()
  await page.getByLabel('Name', { exact: true }).last().fill('Stopped ones')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'View: Stopped ones' }).waitFor()
  await window.close()

  await openHistory()
  await shows('39 runs')
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Stopped ones' }).click()
  await shows('4 runs')
  // Moved before the restart, and kept by the view.
  const heads = (await grid().getByRole('columnheader').allTextContents()).map((text) => text.trim())
  expect(heads.indexOf('Momentum policy')).toBeLessThan(heads.indexOf('State'))
  expect(await grid().locator('[role=row]', { hasText: 'first try' }).count()).toBe(0)
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await page.getByText('View "Stopped ones" deleted').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
})

test('the table as CSV: what is selected, in the order and with the columns of the table', async () => {
  await grid().focus()
  await page.keyboard.press('Home')
  await page.keyboard.press(' ')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press(' ')
  const file = join(home.path, 'table.csv')
  await saveTo(window.app, file)
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'CSV' }).click()
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines[0]?.startsWith('Id,Name,')).toBe(true)
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['seed-3', 'seed-38'])
  expect(lines[2]).toContain('first try; kept')
  await page.keyboard.press('Escape')
})

test('deletes with undo, and without it frees the disk', async () => {
  const undone = join(home.path, 'runs/seed-38')
  await page.getByRole('button', { name: 'Clear' }).click()
  await runs().filter({ hasText: 'constant shared 38' }).locator('[data-select]').click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await shows('38 runs')
  await expect.poll(() => existsSync(undone)).toBe(false)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await shows('39 runs')
  expect(existsSync(join(undone, 'checkpoints/20/state.safetensors'))).toBe(true)

  await runs().filter({ hasText: 'cosine separated 37' }).locator('[data-select]').click()
  await runs().filter({ hasText: 'calr shared 36' }).locator('[data-select]').click()
  await page.keyboard.press('Delete')
  await shows('37 runs')
  // The pointer over it must not keep an offer that has run out.
  await page.getByText('2 runs deleted').hover()
  const gone = ['seed-37', 'seed-36'].map((id) => join(home.path, 'runs', `.trash-${id}`))
  expect(gone.map((folder) => existsSync(folder))).toEqual([true, true])
  expect(await until(() => gone.every((folder) => !existsSync(folder)), 15_000)).toBe(true)
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  expect(window.consoleErrors).toEqual([])
})
