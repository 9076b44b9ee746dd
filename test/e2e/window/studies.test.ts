/** Studies in the window: a file dropped, refused by line, run to its end, its tables and curves; one made of the form; both exported and removed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { sample, studio, temporaryHome } from '../../helpers/cli'
import { openFrom } from '../../helpers/dialogs'

const content = {
  format: 1,
  name: 'two-arms',
  dataset: 'pictures',
  settings: { channels: 4, cells: 1, batch: 32, epochs: 2, threads: 1, trainImages: 320, trackEvery: 1, trackArchitectures: { kind: 'random', count: 8 }, trackImages: 32 },
  arms: [{ name: 'cosine', title: 'Cosine' }, { name: 'both', title: 'CaLR + MS', settings: { rate: 'calr', momentum: 'separated' } }],
  seeds: [3, 4],
  reference: 'cosine',
  figures: { primary: [{ figure: 'kendallTau', score: 'loss', truth: 'cifar10' }], secondary: [{ figure: 'finalLoss' }] },
}

describe('studies in the window', { timeout: 180_000 }, () => {
  const home = temporaryHome()
  const outside = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  let window: AppWindow
  let page: Page

  beforeAll(async () => {
    const added = await inHome('dataset', 'add', sample, '--name', 'pictures', '--image-size', '16')
    expect(added.code, added.stderr).toBe(0)
    mkdirSync(outside.path, { recursive: true })
    window = await openApp(home.path)
    page = window.page
    page.setDefaultTimeout(20_000)
  }, 120_000)

  afterAll(async () => {
    await window.close()
    home.remove()
    outside.remove()
  })

  const write = (name: string, value: object): string => {
    const path = join(outside.path, name)
    writeFileSync(path, JSON.stringify(value, null, 2))
    return path
  }
  const cell = (arm: string, column: number) => page.getByRole('group', { name: 'Runs of the study' }).getByRole('row', { name: arm }).getByRole('cell').nth(column)

  it('takes a dropped file, and says line and reason of a broken one', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('u')
    await page.getByText('No study yet').waitFor()
    await dropFolders(page, [write('broken.json', { ...content, reference: 'linear' })])
    await page.getByText(/broken\.json, line \d+: reference is "linear", which is no arm of the study/).waitFor()
    await dropFolders(page, [write('two-arms.json', content)])
    await page.getByRole('heading', { name: 'two-arms' }).waitFor()
    expect(await cell('CaLR + MS', 1).textContent()).toContain('not begun')
    expect(await seriousFindings(page)).toEqual([])
  })

  it('runs to its end, stopped once on the way, and shows what the command line tells', { timeout: 240_000 }, async () => {
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await cell('Cosine (reference)', 0).getByText('done').waitFor({ timeout: 90_000 })
    await page.getByRole('button', { name: 'Stop', exact: true }).first().click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('4 of 4 runs done on pictures', { exact: true }).waitFor({ timeout: 180_000 })
    const means = page.getByRole('group', { name: 'Means of the arms' })
    const shown = await means.getByRole('row', { name: 'CaLR + MS' }).getByRole('cell').allTextContents()

    await page.getByLabel('Curve').selectOption({ label: 'Kendall τ-b, by loss, CIFAR-10' })
    const picture = page.getByRole('img', { name: /^Kendall τ-b, by loss, CIFAR-10\. Cosine: 2 steps, .* CaLR \+ MS: 2 steps/ })
    await picture.waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await seriousFindings(page)).toEqual([])
    }
    const folder = join(outside.path, 'exported')
    mkdirSync(folder)
    await openFrom(window.app, folder)
    await page.getByRole('button', { name: 'Export …' }).click()
    await expect.poll(() => existsSync(join(folder, 'manifest.json'))).toBe(true)
    expect(readFileSync(join(folder, 'runs.csv'), 'utf8').trim().split('\n')).toHaveLength(5)

    await window.close()
    const told = (await inHome('study', 'show', 'two-arms')).result as { arms: { figures: Record<string, { mean: number; std: number; n: number }> }[] }
    const figures = Object.values(told.arms[1]?.figures ?? {})
    expect(figures.map(({ n }) => n)).toEqual([2, 2])
    for (const [at, { mean }] of figures.entries()) expect(Number(shown[at]?.split(' ')[0]?.replace('−', '-'))).toBeCloseTo(mean, 2)
    window = await openApp(home.path)
    page = window.page
    page.setDefaultTimeout(20_000)
  })

  it('is made of the form of a new run, and removed again', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await page.getByRole('button', { name: 'As a study …' }).click()
    const dialog = page.getByRole('dialog', { name: 'As a study' })
    await dialog.getByLabel('Name of the study').fill('1st')
    await dialog.getByText('Begin with a letter').waitFor()
    await dialog.getByLabel('Name of the study').fill('of-the-form')
    await dialog.getByLabel('Seeds').fill('0-4')
    await dialog.getByLabel('CaLR, random groups').check()
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Create a study of 25 runs' }).click()
    await page.getByRole('heading', { name: 'of-the-form' }).waitFor()
    expect(await page.getByRole('group', { name: 'Runs of the study' }).getByRole('row').count()).toBe(6)
    await page.getByRole('button', { name: 'Remove the study' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('link', { name: 'two-arms' }).waitFor()
    expect(await page.getByRole('link', { name: 'of-the-form' }).count()).toBe(0)
    expect(window.consoleErrors).toEqual([])
  })
})
