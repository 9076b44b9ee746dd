/** Every screen with real data: what axe-core finds in both themes, and what the keyboard reaches with a focus that is seen. */
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { studio, temporaryHome } from '../../helpers/cli'
import { putImages } from '../../helpers/dataset-folder'

const home = temporaryHome()
const images = temporaryHome()
let window: AppWindow
let page: Page
const addresses = new Map<string, string>()

async function told(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stderr, result } = await studio(...args, '--home', home.path, '--json')
  expect(code, stderr).toBe(0)
  return result
}

beforeAll(async () => {
  for (const name of ['cat', 'dog', 'ship']) putImages(join(images.path, 'pets', name), 40, name)
  const { dataset } = await told('dataset', 'add', join(images.path, 'pets'))
  const train = (...options: string[]) => told('train', '--dataset', String(dataset), '--channels', '4', '--cells', '1', '--steps', '12', '--batch', '8', ...options)
  const { run: first } = await train('--rate', 'cosine')
  const { run: second } = await train('--rate', 'calr', '--momentum', 'separated')
  const { ranking } = await told('rank', String(second), '--architectures', 'random:12', '--images', '16', '--batch', '8')
  const { search } = await told('search', String(second), '--method', 'evolution', '--generations', '3', '--scorer', 'table:cifar100', '--max-parameters', '9000')
  for (const [name, address] of Object.entries({
    'first steps': 'welcome',
    'data sets': 'datasets',
    'a data set': `datasets/${String(dataset)}`,
    'search spaces': 'spaces',
    'a new run': 'new-run',
    'a run': `run/${String(second)}`,
    'rankings of a run': `ranking/${String(second)}`,
    'a ranking': `ranking/${String(second)}/${String(ranking)}`,
    searches: 'search',
    'searches of a run': `search/${String(second)}`,
    'a search': `search/${String(second)}/${String(search)}`,
    history: 'history',
    'a comparison': `compare/${String(first)}/${String(second)}`,
    'general settings': 'settings/general',
    machine: 'settings/machine',
    storage: 'settings/storage',
    about: 'settings/about',
  })) addresses.set(name, address)
  window = await openApp(home.path)
  page = window.page
}, 120_000)
afterAll(async () => {
  await window.close()
  home.remove()
  images.remove()
})

async function show(name: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/${addresses.get(name) ?? ''}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForTimeout(700)
}

const names = ['first steps', 'data sets', 'a data set', 'search spaces', 'a new run', 'a run', 'rankings of a run', 'a ranking', 'searches', 'searches of a run', 'a search', 'history', 'a comparison', 'general settings', 'machine', 'storage', 'about']

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  beforeAll(async () => {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme)
  })

  test.each(names)('%s has no serious finding', async (name) => {
    await show(name)
    expect(await seriousFindings(page)).toEqual([])
  }, 30_000)

  test('neither have the parts of a comparison, the palette and the keyboard map', async () => {
    await show('a comparison')
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await page.waitForTimeout(500)
      expect(await seriousFindings(page), (await tab.textContent()) ?? '').toEqual([])
    }
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      expect(await seriousFindings(page), key).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
  }, 60_000)
})

/** Those that Tab must come to: of a group with arrow keys only its one member with tabindex 0, of radio buttons the chosen one. */
const reachable = `[...document.querySelectorAll('a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]')].filter((element) =>
  element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !(element.type === 'radio' && !element.checked) && element.getClientRects().length > 0)`

describe('with the keyboard alone', () => {
  test.each(names)('everything on %s is reached, with a focus that is seen', async (name) => {
    await show(name)
    await page.evaluate(`globalThis.visited = new Set(); globalThis.unseen = [];
      globalThis.heard ??= document.addEventListener('focusin', ({ target }) => {
        visited.add(target)
        const isSeen = ({ outlineStyle, outlineWidth, boxShadow, content, borderTopStyle }) =>
          (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || (content === '""' && borderTopStyle !== 'none')
        const active = document.getElementById(target.getAttribute('aria-activedescendant'))
        const styles = [target, ...(active === null ? [] : [active])].flatMap((element) => [getComputedStyle(element), getComputedStyle(element, '::after')])
        if (!styles.some(isSeen)) unseen.push(target.outerHTML.slice(0, 200))
      }) ?? true;
      document.activeElement.blur()`)
    const count = await page.evaluate<number>(`${reachable}.length`)
    for (let pressed = 0; pressed < count + 10; pressed++) await page.keyboard.press('Tab')
    const missed = await page.evaluate(`${reachable}.filter((element) => !visited.has(element)).map(({ outerHTML }) => outerHTML.slice(0, 200))`)
    expect(missed).toEqual([])
    expect(await page.evaluate('unseen')).toEqual([])
  }, 60_000)
})

test('nothing was said on the console', () => {
  expect(window.consoleErrors).toEqual([])
})
