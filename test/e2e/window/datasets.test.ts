/** The datasets screen over real folders, dropped on a real window: what is dropped, scanned, imported, changed and removed. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { temporaryHome } from '../../helpers/cli'
import { putImages } from '../../helpers/dataset-folder'
import { png } from '../../helpers/dataset-images'

/** Markup, an override of the reading direction, and a line break. */
const hostile = '<img src=x onerror=alert(1)>\u202Egnp.exe\nsecond line'

describe('the datasets screen', { timeout: 60_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const folders = temporaryHome()
  const path = (...parts: readonly string[]): string => join(folders.path, ...parts)
  let window: AppWindow
  let page: Page

  beforeAll(async () => {
    putImages(path('pets', 'cat'), 12, 'cat')
    putImages(path('pets', 'dog'), 8, 'dog')
    writeFileSync(path('pets', 'cat', 'broken.png'), png(32, 32, () => 9).subarray(0, 60))
    writeFileSync(path('pets', 'dog', 'letter.jpg'), 'Dear all')
    writeFileSync(path('pets', 'README.md'), 'beside the classes')
    writeFileSync(path('pets', 'dog', 'same.jpg'), readFileSync(path('pets', 'cat', '0.jpg')))
    putImages(path('wrong', 'only one class'), 3, 'ship')
    putImages(path(hostile, 'a<b>&c'), 3, 'ship')
    putImages(path(hostile, 'x'.repeat(255)), 3, 'frog')
    window = await openApp(home.path)
    page = window.page
  })

  afterAll(async () => {
    await window.close()
    home.remove()
    folders.remove()
  })

  const button = (name: string | RegExp, inside: Page | Locator = page): Locator => inside.getByRole('button', { name, exact: true })
  const card = (name: string): Locator => page.getByRole('article', { name })
  const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  const goToList = (): Promise<void> => page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
  const packed = (): string[] => readdirSync(join(home.path, 'datasets'))

  it('offers the sample images while it is empty, and an import that is cancelled leaves nothing', async () => {
    await goToList()
    await button('Use the sample images (CIFAR-10, 6,000)').click()
    const sample = card('cifar10')
    await sample.getByText(/Packing [\d,]+ of 6,000 images/).waitFor()
    await button('Cancel', sample).click()
    await sample.getByText('Cancelled, nothing was kept').waitFor()
    expect(packed()).toEqual([])
    await button('Put cifar10 away').click()
    await page.getByText('No data set yet').waitFor()
  })

  it('scans each dropped folder at once and says what it found, and why one is no data set', async () => {
    await dropFolders(page, [path('pets'), path('wrong')])
    const pets = card('pets')
    await pets.getByText('Class folders, 2 classes, 21 images, 2 rejected').waitFor()
    expect(await pets.getByRole('list', { name: 'Images', exact: true }).locator('img[src^="blob:"]').count()).toBe(21)
    expect(await pets.getByRole('list', { name: 'Images of each class' }).getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^cat\s+train\s+12$/),
      expect.stringMatching(/^dog\s+train\s+9$/),
    ])
    await pets.getByRole('tab', { name: /^Duplicates/ }).click()
    const pair = await pets.getByRole('list', { name: 'Pairs of equal images' }).getByRole('listitem').allInnerTexts()
    expect(pair).toEqual([expect.stringMatching(/cat\/0\.jpg[^]*dog\/same\.jpg/)])
    await pets.getByRole('tab', { name: /^Rejected/ }).click()
    const rejected = await pets.getByRole('list', { name: 'Rejected files' }).getByRole('listitem').allInnerTexts()
    expect(rejected.sort()).toEqual([expect.stringMatching(/^cat\/broken\.png\n.+/), expect.stringMatching(/^dog\/letter\.jpg\ntext.+/)])
    await pets.getByText('1 file beside the classes or hidden is ignored.').waitFor()
    await card('wrong').getByText(/images of one class only/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await button('Put wrong away').click()
    await card('wrong').waitFor({ state: 'detached' })
  })

  it('tells the parts and the disk that choices lead to, and goes to the page of what it imported', async () => {
    const form = page.getByRole('form', { name: 'Import' })
    await form.getByLabel('Validation fraction').fill('1.5')
    await form.getByText('Validation fraction must be from 0.01 to 0.99, not 1.5').waitFor()
    expect(await button('Import', form).isDisabled()).toBe(true)
    await form.getByLabel('Validation fraction').fill('0.25')
    await form.getByLabel('Image size').fill('16')
    await form.getByLabel('Name').fill('our pets')
    // A quarter of each class, rounded down: 3 of 12 and 2 of 9. Each image has 16 * 16 * 3 bytes and 2 of its label.
    expect((await form.locator('dl').innerText()).replaceAll(/\s+/g, ' ')).toContain('train 16 valid 5 test 0 takes 16.2 kB')
    await button('Import', form).click()
    await page.getByRole('heading', { level: 1, name: 'our pets' }).waitFor()
    const facts = (await page.locator('dl').first().innerText()).replaceAll(/\s+/g, ' ')
    expect(facts).toContain('Images 21 train 16 valid 5 test 0 Image size 16 × 16')
    expect(packed()).toHaveLength(1)
    expect(readFileSync(join(home.path, 'datasets', packed()[0] ?? '', 'images.bin'))).toHaveLength(21 * (16 * 16 * 3 + 2))
    await page.getByText('Unchanged since the import').waitFor()
    await page.getByRole('tab', { name: 'Rejected 2' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('notices that the folder has changed, and imports it again under another name', async () => {
    writeFileSync(path('pets', 'cat', 'new.txt'), 'not there before')
    await button('Look at the folder again').click()
    await page.getByText(/The folder has changed since the import: 1 file added\./).waitFor()
    await button('Import again').click()
    await row('our pets').getByText('folder changed').waitFor()
    await card('pets').getByText('2 classes, 21 images, 3 rejected').waitFor()
    const form = page.getByRole('form', { name: 'Import' })
    await form.getByLabel('Name').fill('our pets')
    await form.getByLabel('Name').press('Enter')
    await form.getByText('There is already a data set "our pets": choose another name, or remove that one first.').waitFor()
    await form.getByLabel('Name').fill('pets 2')
    await form.getByLabel('Name').press('Enter')
    await page.getByRole('heading', { level: 1, name: 'pets 2' }).waitFor()
  })

  it('renames in place by keyboard, but not to a name that is taken', async () => {
    await page.keyboard.press('F2')
    const input = page.getByLabel('Name of the data set')
    await input.fill('our pets')
    await input.press('Enter')
    await page.getByText(/There is already a data set "our pets"/).waitFor()
    await input.fill('garden')
    await input.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'garden' }).waitFor()
    await goToList()
    await row('garden').waitFor()
  })

  it('shows any name as text', async () => {
    await page.getByLabel('Path of a folder').fill(path('nowhere'))
    await page.keyboard.press('Enter')
    await page.getByText(`There is no folder ${path('nowhere')}.`).waitFor()
    await dropFolders(page, [path(hostile)])
    const shown = page.getByRole('article').filter({ hasText: 'onerror' })
    await shown.getByText('2 classes, 6 images').waitFor()
    expect(await shown.getByRole('heading', { level: 2 }).innerText()).toContain('<img src=x onerror=alert(1)>')
    expect(await shown.getByRole('list', { name: 'Images of each class' }).getByRole('listitem').first().innerText()).toContain('a<b>&c')
    // One line, and no wider than its card.
    const heading = await shown.getByRole('heading', { level: 2 }).boundingBox()
    expect(heading?.height).toBeLessThan(30)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
    await button('Import', shown).click()
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'onerror' }).waitFor()
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    await goToList()
  })

  it('removes with a way back', async () => {
    await button('Remove garden').click()
    await row('garden').waitFor({ state: 'detached' })
    await button('Undo').click()
    await row('garden').waitFor()
    expect(await row('garden').locator('img[src^="blob:"]').count()).toBe(2)
    await button('Remove garden').click()
    await row('garden').waitFor({ state: 'detached' })
  })

  it('has everything still there when the application is opened again, and the removed one off the disk', async () => {
    const errors = window.consoleErrors
    await window.close()
    expect(errors).toEqual([])
    window = await openApp(home.path)
    page = window.page
    await row('our pets').waitFor()
    expect(await page.getByRole('row').count()).toBe(1 + 2)
    await row('our pets').locator('img[src^="blob:"]').first().waitFor()
    await expect.poll(() => packed().length).toBe(2)
    await page.getByRole('link', { name: 'our pets', exact: true }).click()
    await page.getByText('Changed: 1 file added').waitFor()
    expect(existsSync(path('pets', 'cat', '0.jpg'))).toBe(true)
    expect(window.consoleErrors).toEqual([])
  })
})
