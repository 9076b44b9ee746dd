/** The screen of search spaces: what it says of an architecture is what the contract counts and the table holds. */
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome } from '../../helpers/cli'

describe('search spaces', { timeout: 60_000 }, () => {
  const home = temporaryHome()
  let window: AppWindow
  let page: Page

  beforeAll(async () => {
    window = await openApp(home.path)
    page = window.page
    await page.evaluate(() => void (location.hash = '#/spaces'))
    await page.getByRole('heading', { name: 'Search spaces' }).waitFor()
  })

  afterAll(async () => {
    await window.close()
    home.remove()
  })

  const lookUp = async (text: string): Promise<void> => {
    await page.getByLabel('Index, string or list').fill(text)
    await page.keyboard.press('Enter')
  }
  const figure = (name: string): Promise<string | null> => page.locator('dl > div').filter({ hasText: name }).locator('dd').textContent()
  const truth = (name: string): Promise<string[]> => page.getByRole('row', { name }).getByRole('cell').allTextContents()

  it('opens on 3×3 convolutions everywhere', async () => {
    await page.getByRole('img', { name: /^Cell of architecture 11718\. Edge 0, node 0 to node 1: conv 3×3\. .*Edge 5, node 2 to node 3: conv 3×3/ }).waitFor()
  })

  it('finds one architecture by index, by list and by string', async () => {
    await lookUp('12403')
    await page.getByRole('img', { name: /^Cell of architecture 12403\. Edge 0, node 0 to node 1: conv 3×3\./ }).waitFor()
    await expect.poll(() => truth('CIFAR-100')).toEqual(['66.58 %', '66.67 %', '6,380'])
    const string = await page.locator('code.selectable').textContent()
    expect(string).toBe('|nor_conv_3x3~0|+|avg_pool_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_3x3~2|')

    await lookUp('0')
    await expect.poll(() => figure('Index')).toBe('0')
    expect(await figure('Parameters')).toBe('72.8 k')
    await lookUp('[3,4,4,1,0,3]')
    await expect.poll(() => figure('Index')).toBe('12,403')
    await lookUp('0')
    await lookUp(string ?? '')
    await expect.poll(() => figure('Index')).toBe('12,403')
  })

  it('copies the string of the architecture', async () => {
    const inClipboard = (): Promise<string> => window.app.evaluate(({ clipboard }) => clipboard.readText())
    await window.app.evaluate(({ clipboard }) => clipboard.writeText('before'))
    await page.getByRole('button', { name: 'Copy string' }).click()
    await expect.poll(inClipboard).toBe(await page.locator('code.selectable').textContent())
  })

  it('says what is wrong with a text and keeps what it shows', async () => {
    await lookUp('15625')
    expect(await page.getByRole('alert').textContent()).toContain('use 0 to 15624')
    expect(await figure('Index')).toBe('12,403')
  })

  it('steps through the space by keyboard', async () => {
    await page.getByRole('button', { name: 'Next architecture' }).focus()
    await page.keyboard.press('n')
    await expect.poll(() => figure('Index')).toBe('12,404')
    await page.keyboard.press('p')
    await page.keyboard.press('p')
    await expect.poll(() => figure('Index')).toBe('12,402')
  })

  it('counts anew when channels change, and keeps the figures while a field is wrong', async () => {
    await lookUp('12403')
    const before = await figure('Parameters')
    await page.getByRole('textbox', { name: 'Channels C' }).fill('8')
    await expect.poll(() => figure('Parameters')).not.toBe(before)
    const after = await figure('Parameters')
    await page.getByRole('textbox', { name: 'Channels C' }).fill('0')
    await page.getByText('Channels C must be from 1 to 256, not 0').waitFor()
    expect(await figure('Parameters')).toBe(after)
  })

  it('shows MobileNet as a chain, by string and by list, without index and truth', async () => {
    await page.getByRole('combobox', { name: 'Search space' }).selectOption('mobilenet')
    await page.getByText('MobileNet: 2.2 × 10¹⁷ architectures, 21 layers with 6 or 7 operations each').waitFor()
    await page.getByText('of 20,000 drawn at random').first().waitFor()
    await page.getByText('No benchmark has measured').waitFor()
    expect(await page.locator('dl > div').filter({ hasText: 'Index' }).count()).toBe(0)
    const find = async (text: string): Promise<void> => {
      await page.getByLabel('String or list').fill(text)
      await page.keyboard.press('Enter')
    }
    const list = [5, 6, 6, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    await find(JSON.stringify(list))
    await page.getByRole('img', { name: /Layer 0, 16 to 24 channels: MB6 7×7\. Layer 1, 24 to 24 channels: skip\. .* Layer 4, 24 to 40 channels, stride 2: MB3 3×3/ }).waitFor()
    const string = await page.locator('code.selectable').textContent()
    expect(string?.startsWith('|k7e6|identity|identity|identity|+|k3e3|')).toBe(true)
    await page.getByRole('button', { name: 'Next architecture' }).click()
    await expect.poll(() => page.locator('code.selectable').textContent()).not.toBe(string)
    await find(string ?? '')
    await expect.poll(() => page.locator('code.selectable').textContent()).toBe(string)
    await find('17')
    expect(await page.getByRole('alert').textContent()).toContain('too many to be numbered')

    const before = await figure('Parameters')
    await page.getByRole('textbox', { name: 'Blocks' }).fill('4,4,4')
    await page.getByText('Blocks must be 6 numbers').waitFor()
    expect(await figure('Parameters')).toBe(before)
    await page.getByRole('textbox', { name: 'Blocks' }).fill('1,1,1,1,1,1')
    await page.getByText('MobileNet: 46,656 architectures, 6 layers with 6 operations each').waitFor()
  })

  it('wrote no error to the console', () => {
    expect(window.consoleErrors).toEqual([])
  })
})
