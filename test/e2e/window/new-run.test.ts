/** The form of a new run over real data, measurements and trainings. */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../../src-contract/bridge'
import type { RunRecord } from '../../../src-contract/domain/run'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { sample, studio, temporaryHome } from '../../helpers/cli'

describe('a new run', { timeout: 90_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const images = temporaryHome()
  let window: AppWindow
  let page: Page
  let first = ''

  beforeAll(async () => {
    const folder = join(images.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    const added = await studio('dataset', 'add', folder, '--name', 'few', '--image-size', '16', '--home', home.path, '--json')
    expect(added.code, added.stderr).toBe(0)
    window = await openApp(home.path)
    page = window.page
    await open('#/new-run')
  }, 60_000)

  afterAll(async () => {
    await window.close()
    home.remove()
    images.remove()
  })

  const open = (address: string): Promise<void> => page.evaluate((to) => void (location.hash = to), address)
  /** By the beginning of its label; a unit may follow it. */
  const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}\\b`) })
  const choose = (name: string) => page.locator('label').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) }).click()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const run = (id: string): Promise<RunRecord> =>
    page.evaluate(async (wanted) => {
      const answer: Answer = await (globalThis as unknown as Window).studio.request('runs.get', wanted)
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.value as RunRecord
    }, id)
  const runInAddress = async (): Promise<string> => {
    await page.waitForURL(/#\/run\/[a-z0-9]+$/)
    return page.url().split('/').at(-1) ?? ''
  }

  it('chooses the only data set and shows what is wrong at the field', async () => {
    await expect.poll(() => page.getByRole('combobox', { name: 'Data set' }).locator('option:checked').textContent()).toBe('few')
    await field('Channels C').fill('4')
    await field('Cells N').fill('1')
    await field('Batch').fill('1')
    await page.getByText('Batch must be from 2 to 65536, not 1').waitFor()
    expect(await field('Batch').getAttribute('aria-invalid')).toBe('true')
    expect(await button('Start').isDisabled()).toBe(true)
    await field('Batch').fill('16')

    // Only the main process knows how many images there are.
    await field('Training images').fill('5000')
    const sentence = page.getByText(/Training images asks for 5000 images, and data set "few" has \d+ training images/)
    await sentence.waitFor()
    expect(await field('Training images').getAttribute('aria-invalid')).toBe('true')
    expect(await button('Start').isDisabled()).toBe(true)
    await field('Training images').fill('')
    await sentence.waitFor({ state: 'detached' })
  })

  it('picks the split choice on the graph by keyboard', async () => {
    await choose('Separated \\(MS\\)')
    await page.getByRole('radio', { name: 'Edge 0,' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('radio', { name: 'Edge 3,' }).getAttribute('aria-checked')).toBe('true')
    expect(await page.getByRole('checkbox', { name: 'Draw it from the seed' }).isChecked()).toBe(false)
  })

  it('draws the rates of the chosen γmax', async () => {
    await choose('CaLR')
    await field('γmax').fill('8')
    await page.getByRole('img', { name: 'the smallest subnet decays with exponent 8, the largest with 0.125' }).waitFor()
  })

  it('measures how long it takes', async () => {
    await choose('Steps')
    await field('Steps').fill('30')
    const time = page.locator('dl > div').filter({ hasText: 'Time' })
    await expect.poll(() => time.locator('dd').first().textContent(), { timeout: 40_000 }).toMatch(/^about [\d.]+ s$/)
    expect(await time.locator('.more').textContent()).toMatch(/per step ± \d+ %, seen over \d+ steps on this machine/)
  })

  it('starts a run and lands on its page; the run is what the form said', async () => {
    await field('Name').fill('first')
    await button('Start').click()
    first = await runInAddress()
    await expect.poll(async () => (await run(first)).state, { timeout: 30_000 }).toBe('finished')
    expect((await run(first)).config).toMatchObject({
      space: { channels: 4, cells: 1 },
      batch: 16,
      length: { steps: 30 },
      rate: { id: 'calr', gammaMax: 8 },
      momentum: { id: 'separated', splitChoice: 3 },
    })
  })

  it('begins a copy of it with everything filled in and says what differs', async () => {
    await open(`#/new-run/run/${first}`)
    await page.getByText('nothing changed yet').waitFor()
    expect(await field('γmax').inputValue()).toBe('8')
    expect(await field('Name').inputValue()).toBe('first-copy')
    expect(await page.getByRole('radio', { name: 'Edge 3,' }).getAttribute('aria-checked')).toBe('true')
    await field('γmax').fill('2')
    await expect.poll(() => page.getByRole('status').filter({ hasText: 'Copy of' }).textContent()).toMatch(/γmax\s*8\s*→\s*2/)
  })

  it('says what each method is published with, and offers sub-supernets for FSNAS only', async () => {
    await choose('Epochs')
    await field('Epochs').fill('')
    await field('Clip').fill('')
    const published = async () => [await field('Epochs').getAttribute('placeholder'), await field('Clip').getAttribute('placeholder')]
    expect(await published()).toEqual(['250', '5'])
    await choose('FairNAS')
    expect(await published()).toEqual(['200', '0'])
    await page.getByText('5 subnets each').waitFor()
    await page.getByText('On the loss of each subnet').waitFor()
    expect(await page.getByRole('radiogroup', { name: 'Stage choice' }).count()).toBe(0)
    await choose('FSNAS')
    expect(await published()).toEqual(['300', '5'])
    const stageEdges = page.getByRole('radiogroup', { name: 'Stage choice' })
    await stageEdges.getByRole('radio', { name: 'Edge 3,' }).locator('rect').click()
    await page.getByText('Split choice 3 is the choice that the sub-supernets split on').waitFor()
    expect(await button('Start').isDisabled()).toBe(true)
    await stageEdges.getByRole('radio', { name: 'Edge 1,' }).locator('rect').click()
    await page.getByText('5 stages of').waitFor()
  })

  it('trains FSNAS stage by stage and its page says so', async () => {
    await choose('Steps')
    await field('Steps').fill('4')
    await field('Name').fill('few-shot')
    await button('Start').click()
    const id = await runInAddress()
    await expect.poll(async () => (await run(id)).state, { timeout: 60_000 }).toBe('finished')
    expect(await run(id)).toMatchObject({ steps: 20, totalSteps: 20, config: { method: 'fsnas', stages: { choice: 1, only: null }, momentum: { id: 'separated', splitChoice: 3 } } })
    await page.getByText('of 5, avg_pool_3x3').waitFor()
    await open('#/new-run')
    await choose('SPOS')
  })

  it('queues a run for each seed, and one that is taken out ends as stopped while the other computes', async () => {
    await field('Steps').fill('100000')
    await field('Name').fill('many')
    await field('Seeds').fill('1, 2')
    await button('Start 2 runs').click()
    const running = await runInAddress()
    await open('#/new-run')
    const queue = page.getByRole('list', { name: 'Queue' })
    await queue.getByText('many-seed-2').waitFor()
    const waiting = (await queue.getByRole('link', { name: 'many-seed-2' }).getAttribute('href'))?.split('/').at(-1) ?? ''
    await queue.getByRole('button', { name: 'Take many-seed-2 out of the queue' }).click()
    await expect.poll(async () => (await run(waiting)).state).toBe('stopped')
    expect((await run(running)).state).not.toBe('stopped')
    await queue.getByText('many-seed-2').waitFor({ state: 'detached' })
  })

  it('wrote no error to the console', () => {
    expect(window.consoleErrors).toEqual([])
  })

  it('offers a run that waited when the application ended again after the next start', async () => {
    await field('Name').fill('patient')
    await field('Seeds').fill('3')
    await button('Add to queue').click()
    await page.getByRole('list', { name: 'Queue' }).getByText('patient').waitFor()
    const ended = window.app.waitForEvent('close')
    // It has no answer: the page is gone before.
    void page.evaluate(() => void (globalThis as unknown as Window).studio.request('system.quit', undefined)).catch(() => undefined)
    await ended
    await window.close()

    window = await openApp(home.path)
    page = window.page
    await open('#/new-run')
    const offered = page.getByRole('list', { name: 'Left over' })
    await offered.getByRole('link', { name: 'patient' }).waitFor()
    expect(await offered.getByRole('listitem').count()).toBe(1)
    await offered.getByRole('button', { name: 'Queue again' }).click()
    await page.getByRole('list', { name: 'Queue' }).getByText('patient').waitFor()
    await offered.waitFor({ state: 'detached' })
  })
})
