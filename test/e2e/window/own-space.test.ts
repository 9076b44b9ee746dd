/** A space file dropped on the window: drawn, counted, taken into the form of a new run; a broken one is told with its line. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { root, sample, studio, temporaryHome } from '../../helpers/cli'

describe("a user's search space in the window", { timeout: 60_000 }, () => {
  const home = temporaryHome()
  const example = (name: string): string => join(root, `resources/search-spaces/${name}.json`)
  const scratch = mkdtempSync(join(tmpdir(), 'studio-space-'))
  let opened: AppWindow
  let page: Page

  beforeAll(async () => {
    const added = await studio('dataset', 'add', sample, '--name', 'sample', '--image-size', '16', '--home', home.path)
    expect(added.code, added.stderr).toBe(0)
    opened = await openApp(home.path)
    page = opened.page
  }, 120_000)

  afterAll(async () => {
    await opened.close()
    home.remove()
    rmSync(scratch, { recursive: true })
  })

  it('is drawn and counted where it was dropped', async () => {
    await dropFolders(page, [example('small-cell')])
    await page.getByText('small-cell: 7,776 architectures, 5 edges with 6 operations each').waitFor()
    await page.getByRole('img', { name: /Edge 0, node 0 to node 1: conv 3×3 d2\..* Edge 4, node 2 to node 3: conv 3×3 d2/ }).waitFor()
    await page.getByText('No benchmark has measured').waitFor()
    await page.getByLabel('Index, string or list').fill('[3,2,4,1,0]')
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: /Edge 0, node 0 to node 1: sep 5×5, computes nothing|Edge 0, node 0 to node 1: sep 5×5\./ }).waitFor()

    await dropFolders(page, [example('small-chain')])
    await page.getByText('small-chain: 10,000 architectures, 6 layers with 4 or 5 operations each').waitFor()
    await page.getByRole('img', { name: /Layer 0, 8 to 8 channels: (MB3 7×7 SE|conv 3×3)/ }).waitFor()
  })

  it('tells line and reason of a broken file, and keeps what it shows', async () => {
    const broken = join(scratch, 'broken.json')
    writeFileSync(broken, readFileSync(example('small-chain'), 'utf8').replace('"small-chain"', '"other"').replace('"stem": 8', '"stem": 0'))
    await dropFolders(page, [broken])
    await page.getByText('broken.json, line 7: stem must be a whole number from 1 to 4096, not 0').waitFor()
    await page.getByText('small-chain: 10,000 architectures').waitFor()
  })

  it('goes into the form of a new run and from there into a run', async () => {
    await page.getByRole('button', { name: 'New run' }).last().click()
    await page.getByRole('heading', { name: 'New run' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Search space' }).locator('option:checked').textContent()).toBe('small-chain')
    await page.getByRole('combobox', { name: 'Search space' }).selectOption('small-cell')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('Operations', { exact: false }).first().waitFor()
    await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/run\//)
    const id = (await page.evaluate(() => location.hash)).slice('#/run/'.length)
    const runs = await page.evaluate((run) => window.studio.request('runs.get', run), id)
    expect(runs).toMatchObject({ ok: true, value: { config: { space: { id: 'own', spec: { name: 'small-cell' } } } } })
  })

  it('is removed and taken back', async () => {
    await page.evaluate(() => void (location.hash = '#/spaces/own/small-cell'))
    await page.getByRole('button', { name: 'Remove small-cell' }).click()
    await page.getByText('NAS-Bench-201: 15,625 architectures').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('small-cell: 7,776 architectures').waitFor()
  })

  it('is offered as soon as the command line has added it', async () => {
    const file = join(scratch, 'typed.json')
    writeFileSync(file, readFileSync(example('small-chain'), 'utf8').replace('"small-chain"', '"from-a-terminal"'))
    const offered = page.getByRole('combobox', { name: 'Search space' }).locator('option', { hasText: 'from-a-terminal' })
    expect(await offered.count()).toBe(0)
    expect(await studio('space', 'add', file, '--home', home.path)).toMatchObject({ code: 0 })
    await expect.poll(() => offered.count()).toBe(1)
    expect(await studio('space', 'remove', 'from-a-terminal', '--home', home.path)).toMatchObject({ code: 0 })
    await expect.poll(() => offered.count()).toBe(0)
  })

  it('wrote no error to the console', () => {
    expect(opened.consoleErrors).toEqual([])
  })
})
