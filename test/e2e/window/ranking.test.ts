/** The ranking screen over a real supernet: what it shows is what the command line computes for the same question. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHistory } from '../../../src-main/database/open-history'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { sample, studio, temporaryHome } from '../../helpers/cli'
import { saveTo } from '../../helpers/dialogs'

/** From every operation some; one is the best of the space, one computes nothing. */
const listed = ['0', '1000', '4321', '7812', '9930', '11111', '12345', '13714', '15624', '[3, 0, 1, 1, 0, 2]', '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|', '2500']

type ByTruth = Record<string, number>
interface Figures {
  readonly kendallTau: ByTruth
  readonly spearman: ByTruth
  readonly pAtTop: Record<string, Record<string, number>>
  readonly complexityBias: ByTruth
}
interface Ranked extends Figures {
  readonly byLoss: Figures & { readonly top1: { readonly index: number } }
  readonly floors: { readonly parameters: Figures; readonly multiplyAdds: Figures }
}

describe('the ranking screen', { timeout: 60_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const outside = temporaryHome()
  let window: AppWindow
  let page: Page
  let run = ''
  let ranked: Ranked
  let cliTable: string[] = []

  beforeAll(async () => {
    const folder = join(outside.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
    expect((await inHome('dataset', 'add', folder, '--name', 'few', '--image-size', '16')).code).toBe(0)
    const trained = await inHome('train', '--dataset', 'few', '--channels', '4', '--cells', '1', '--batch', '16', '--threads', '1', '--steps', '20', '--name', 'tiny')
    expect(trained.code, trained.stderr).toBe(0)
    run = String(trained.result['run'])
    const [file, table] = [join(outside.path, 'list.txt'), join(outside.path, 'cli.csv')]
    writeFileSync(file, listed.join('\n'))
    const answer = await inHome('rank', run, '--architectures', file, '--images', '64', '--batch', '32', '--csv', table)
    expect(answer.code, answer.stderr).toBe(0)
    ranked = answer.result as unknown as Ranked
    cliTable = readFileSync(table, 'utf8').trimEnd().split('\n')
    await start()
  }, 120_000)

  afterAll(async () => {
    await window.close()
    home.remove()
    outside.remove()
  })

  async function start(): Promise<void> {
    window = await openApp(home.path)
    page = window.page
    page.setDefaultTimeout(15_000)
  }

  const open = (...ids: string[]): Promise<void> => page.evaluate((address) => void (location.hash = address), `#/ranking/${ids.join('/')}`)
  const text = (value: number | undefined): string => (value ?? NaN).toFixed(3).replace('-', '−')
  /** Cells of one figure: loss, accuracy, parameters, multiply-adds. */
  const shown = (figure: string): Promise<string[]> => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: figure, exact: true }) }).getByRole('cell').allTextContents()
  const told = (of: (figures: Figures) => number | undefined): string[] => [ranked.byLoss, ranked, ranked.floors.parameters, ranked.floors.multiplyAdds].map((figures) => text(of(figures)))
  const region = () => page.getByRole('region', { name: /^Architecture \d+$/ })
  const indices = async (): Promise<number[]> => (await page.getByRole('grid').locator('[role=row] > [role=gridcell]:first-child').allTextContents()).map((cell) => Number(cell.replaceAll(',', '')))

  async function saved(name: string, save: () => Promise<void>): Promise<string[]> {
    const file = join(outside.path, name)
    await saveTo(window.app, file)
    await save()
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')).toBe(true)
    return readFileSync(file, 'utf8').trimEnd().split('\n')
  }

  async function sameFigures(): Promise<void> {
    await page.getByRole('radio', { name: 'CIFAR-10', exact: true }).waitFor({ state: 'attached' })
    expect(await shown('Kendall τ')).toEqual(told(({ kendallTau }) => kendallTau['cifar10']))
    expect(await shown('Spearman ρ')).toEqual(told(({ spearman }) => spearman['cifar10']))
    expect(await shown('Complexity bias')).toEqual(told(({ complexityBias }) => complexityBias['cifar10']).map((value) => value.replace('NaN', '–')))
  }

  it('names the line of a list that is wrong, and does not begin with it', async () => {
    await open(run)
    await page.getByText('A list', { exact: true }).click()
    await page.getByLabel('List of architectures').fill('17\n# a comment\n15625\n')
    await page.getByRole('alert').getByText('The list, line 3: There is no architecture 15625').waitFor()
    expect(await page.getByRole('button', { name: 'Start ranking' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Estimate the time' }).isDisabled()).toBe(true)
  })

  it('estimates, ranks, and shows the figures of the command line', async () => {
    await page.getByLabel('List of architectures').fill(listed.join('\n'))
    await page.getByText('12 architectures', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: 'Images', exact: true }).fill('64')
    await page.getByRole('textbox', { name: /^Batch/ }).fill('32')
    await page.getByRole('button', { name: 'Estimate the time' }).click()
    await page.getByText(/^Takes about \d/).waitFor()
    await page.getByRole('button', { name: 'Start ranking' }).click()
    await page.getByRole('tab', { name: 'Against truth' }).waitFor()
    await sameFigures()
    await page.locator('label').getByText('ImageNet16-120', { exact: true }).click()
    expect(await shown('Kendall τ')).toEqual(told(({ kendallTau }) => kendallTau['imagenet16']))
    const figures = await saved('figures.csv', () => page.getByRole('button', { name: 'Figures as CSV' }).click())
    expect(figures).toHaveLength(1 + 3 * 4)
    const line = figures.find((row) => row.startsWith('cifar100,loss,'))?.split(',') ?? []
    expect(Number(line[2])).toBe(ranked.byLoss.kendallTau['cifar100'])
  })

  it('selects points by keyboard and says what they are', async () => {
    await page.getByRole('group', { name: /^Loss against true accuracy/ }).focus()
    await page.keyboard.press('ArrowDown')
    const highest = await region().getAttribute('aria-label')
    await page.keyboard.press('ArrowUp')
    // From the highest loss none is higher.
    expect(await region().getAttribute('aria-label')).toBe(highest)
    for (let step = 0; step < listed.length; step++) await page.keyboard.press('ArrowDown')
    expect(await region().getAttribute('aria-label')).toBe(`Architecture ${ranked.byLoss.top1.index}`)
    expect(await region().getByRole('row', { name: /^Supernet loss/ }).getByRole('cell').last().textContent()).toBe('1')
    await page.keyboard.press('Escape')
    await expect.poll(() => region().count()).toBe(0)
  })

  it('sorts, limits, selects a row by keyboard and saves the table as it is shown', async () => {
    await page.keyboard.press('3')
    await expect.poll(indices).toHaveLength(12)
    await page.getByRole('columnheader', { name: 'True CIFAR-10', exact: true }).getByRole('button').click()
    const byTruth = cliTable.slice(1).map((line) => line.split(',')).sort((a, b) => Number(b[6]) - Number(a[6])).map(([index]) => Number(index))
    await expect.poll(indices).toEqual(byTruth)
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await region().getAttribute('aria-label')).toBe(`Architecture ${byTruth[1]}`)
    const csv = await saved('table.csv', () => page.getByRole('button', { name: 'CSV', exact: true }).click())
    expect(csv[0]).toBe(cliTable[0])
    expect(csv.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(byTruth)
    expect([...csv].sort()).toEqual([...cliTable].sort())
    const parameters = cliTable.slice(1).map((line) => Number(line.split(',')[2]))
    const most = [...parameters].sort((a, b) => a - b)[5] ?? 0
    await page.getByLabel('to', { exact: true }).fill(String(most))
    await expect.poll(indices).toHaveLength(parameters.filter((value) => value <= most).length)
  })

  it('stops a long one, keeps it as stopped, goes on with it, and shows the same after a restart', async () => {
    const address = new URL(page.url()).hash.slice('#/ranking/'.length).split('/')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Rankings' }).click()
    expect(await page.getByRole('link', { name: 'A list of 12' }).count()).toBe(2)
    await page.getByText('All 15,625', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Images', exact: true }).fill('32')
    await page.getByRole('button', { name: 'Start ranking' }).click()
    await page.getByText(/^(Estimating|Ranking) \d+ of 9,445 live graphs/).first().waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('stopped', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('running', { exact: true }).waitFor()
    await open(run)
    await page.getByText('Drawn at random', { exact: true }).click()
    await page.getByRole('button', { name: 'Start ranking' }).click()
    await page.getByText('It waits for its turn.').waitFor()
    await page.getByRole('button', { name: 'Take out of the queue' }).click()
    await page.getByRole('button', { name: 'Rankings' }).click()
    await page.getByRole('row', { name: /^All architectures/ }).getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('row', { name: /^All architectures.*stopped/ }).waitFor()
    expect(window.consoleErrors).toEqual([])
    await window.close()
    const history = await openHistory(home.path)
    if (history.access !== 'owner') throw new Error(history.access)
    const failure = { code: 'dataset-changed', message: 'The images of the data set differ.', cause: '' } as const
    history.history.addRanking({ id: 'rank-failed', config: { runId: run, subset: { kind: 'random', count: 7 }, images: 16, batch: 16, seed: 5 }, checkpointStep: 1 })
    history.history.endRanking('rank-failed', { state: 'failed', rows: null, summary: null, seconds: 1, error: failure })
    await history.close()
    expect((await studio('show', run, '--home', home.path)).stdout).toContain('Ranking rank-failed failed: The images of the data set differ. [dataset-changed]')
    await start()
    await open(run, 'rank-failed')
    await page.getByRole('alert').getByText('The images of the data set differ. Starting again').waitFor()
    await open(run)
    await page.getByRole('row', { name: /^All architectures.*stopped/ }).waitFor()
    await page.getByRole('row', { name: /^500 at random.*stopped/ }).waitFor()
    expect(await page.getByRole('row', { name: /^All architectures/ }).count()).toBe(1)
    await open(...address)
    await sameFigures()
    expect(window.consoleErrors).toEqual([])
  })
})
