/** The search screen over a real supernet: limits, what was found, going on, and the same candidates as in the file. */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { sample, studio, temporaryHome } from '../../helpers/cli'
import { saveTo } from '../../helpers/dialogs'

describe('the search screen', { timeout: 90_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const outside = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  let window: AppWindow
  let page: Page
  let run = ''

  beforeAll(async () => {
    const folder = join(outside.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    expect((await inHome('dataset', 'add', folder, '--name', 'few', '--image-size', '16')).code).toBe(0)
    const trained = await inHome('train', '--dataset', 'few', '--channels', '4', '--cells', '1', '--batch', '16', '--threads', '1', '--steps', '10', '--name', 'tiny')
    expect(trained.code, trained.stderr).toBe(0)
    run = String(trained.result['run'])
    window = await openApp(home.path)
    page = window.page
    page.setDefaultTimeout(40_000)
  }, 120_000)

  afterAll(async () => {
    await window.close()
    home.remove()
    outside.remove()
  })

  const open = (...ids: string[]): Promise<void> => page.evaluate((address) => void (location.hash = address), `#/search/${ids.join('/')}`)
  /** By the beginning of its label; a unit may follow it. */
  const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}\\b`) })
  const choose = (name: string): Promise<void> => page.locator('label').getByText(name, { exact: true }).click()

  it('says what to do while there is none, and how much of the space limits leave', async () => {
    await open()
    await page.getByText('No search yet').waitFor()
    await open(run)
    await page.getByText('All 15,625 architectures of the space.').waitFor()
    await field('Most parameters').fill('5100')
    await page.getByText(/of the space: [\d,]+ architectures\.$/).waitFor()
    await field('Most parameters').fill('10')
    await page.getByText(/^Nothing of the space: the least has/).waitFor()
    await field('Mutations').fill('40')
    await page.getByRole('alert').getByText('Mutations and crossovers are 65, more than a generation of 50 holds.').waitFor()
    expect(await page.getByRole('button', { name: 'Start search' }).isDisabled()).toBe(true)
  })

  it('searches with the table, and shows the best, its regret, the front and all candidates', async () => {
    await field('Mutations').fill('')
    await field('Generations').fill('4')
    await field('Most parameters').fill('9000')
    await choose('Table')
    await choose('CIFAR-100')
    await page.getByRole('button', { name: 'Start search' }).click()
    await page.getByText('finished', { exact: true }).waitFor()
    await page.getByText('200 architectures looked at, 200 of them scored').waitFor()
    await page.getByRole('heading', { name: 'Best found' }).waitFor()
    const search = new URL(page.url()).hash.split('/').at(-1) ?? ''

    const file = join(outside.path, 'candidates.csv')
    await saveTo(window.app, file)
    await page.getByRole('button', { name: 'CSV', exact: true }).click()
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
    const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
    const names = head.split(',')
    const cells = lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])))
    expect(cells).toHaveLength(200)
    const best = cells.reduce((high, each) => (Number(each['true_cifar100']) > Number(high['true_cifar100']) ? each : high))
    const panel = page.locator('.panel').filter({ has: page.getByRole('heading', { name: 'Best found' }) })
    await panel.getByText(`Architecture ${best['index'] ?? ''}`, { exact: true }).waitFor()
    await panel.getByText(`regret ${Number(best['regret_cifar100']).toFixed(2)}`).first().waitFor()

    const grid = page.getByRole('grid', { name: 'Candidates' })
    await grid.getByRole('columnheader', { name: 'Accuracy' }).getByRole('button').click()
    expect(await grid.locator('[role=row] > [role=gridcell]:first-child').first().textContent()).toBe(String(Number(best['number']) + 1))
    await grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show the best' }).click()
    await page.getByRole('button', { name: 'Copy architecture' }).click()
    await page.getByText('Copied the architecture').waitFor()
    expect(await window.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(best['architecture'])
    const shown = (await page.getByRole('heading', { name: /^On the front/ }).textContent()) ?? ''
    await open(run)
    await page.getByRole('link', { name: /^Evolution, 4 generations of 50/ }).waitFor()
    await window.close()
    const told = (await inHome('search', 'show', search)).result as { front: { candidates: unknown[] } }
    expect(shown).toContain(`${told.front.candidates.length} architecture`)
    window = await openApp(home.path)
    page = window.page
  })

  it('stops a long one, keeps it, goes on with it, and deletes it', async () => {
    await open(run)
    await choose('Exhaustive')
    await choose('Loss')
    await field('Images').fill('64')
    await page.getByRole('button', { name: 'Start search' }).click()
    await page.getByText(/^Searching \d+/).first().waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('stopped', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('running', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('stopped', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete this search' }).click()
    await page.getByRole('button', { name: 'Start search' }).waitFor()
    expect(await page.getByRole('link', { name: 'Exhaustive' }).count()).toBe(0)
    await open('none', 'none')
    await page.getByText('This search is not here').waitFor()
    expect(window.consoleErrors).toEqual([])
  })
})
