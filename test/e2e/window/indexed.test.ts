/** A folder of large images in the window: offered as an index, shown as what it is, trained on with its own settings. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFolders, openApp, type AppWindow } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { openFrom } from '../../helpers/dialogs'
import { temporaryHome } from '../../helpers/cli'
import { photographs } from '../../helpers/photographs'

describe('an indexed data set in the window', { timeout: 60_000 }, () => {
  const home = temporaryHome()
  let folder: string
  let window: AppWindow
  let page: Page

  beforeAll(async () => {
    folder = await photographs(80)
    window = await openApp(home.path)
    page = window.page
  })
  afterAll(async () => {
    await window.close()
    home.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const button = (name: string, inside: Page | Locator = page): Locator => inside.getByRole('button', { name, exact: true })
  const textOf = async (list: Locator): Promise<string> => (await list.innerText()).replaceAll(/\s+/g, ' ')

  it('is what the form suggests for large images, with the disk that the index takes', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
    await dropFolders(page, [folder])
    const form = page.getByRole('form', { name: 'Import' })
    await form.waitFor()
    expect(await form.getByRole('radio', { name: 'Indexed' }).isChecked()).toBe(true)
    await form.getByLabel('Name').fill('photographs')
    await form.getByLabel('Image size').fill('16')
    await form.getByLabel('Mean and deviation').selectOption('imagenet')
    const indexed = await textOf(form.locator('dl'))
    await form.locator('label').filter({ hasText: 'Packed' }).click()
    // 80 images of 16 x 16 x 3 bytes with 2 of the label.
    expect(await textOf(form.locator('dl'))).toContain('takes 61.6 kB')
    await form.locator('label').filter({ hasText: 'Indexed' }).click()
    expect(await textOf(form.locator('dl'))).toBe(indexed)
    expect(await seriousFindings(page)).toEqual([])
    await button('Import', form).click()
    await page.getByRole('heading', { level: 1, name: 'photographs' }).waitFor()
  })

  it('says where its images lie, shows some of them, and warns of a change', async () => {
    await page.getByText('Class folders, indexed, 10 classes').waitFor()
    expect(await textOf(page.locator('dl').first())).toMatch(/Images lie in their folder .*ImageNet, published Index on disk/)
    await page.locator('img[src^="blob:"]').nth(39).waitFor()
    await page.getByText('Unchanged since the import').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('offers its own augmentation and decoders for a run', async () => {
    await button('New run with this data set').click()
    await page.getByText(/read from their folder in training/).waitFor()
    await page.locator('label').filter({ hasText: /^\s*Own\s*$/ }).click()
    await page.getByLabel('Least area').fill('2')
    await page.getByText('Least area must be from 0 to 1, not 2').waitFor()
    expect(await button('Start').isDisabled()).toBe(true)
    await page.getByLabel('Least area').fill('0.3')
    expect(await page.getByLabel('Crop padding').count()).toBe(0)
    await page.getByLabel('Decoders').fill('2')
    await page.getByLabel('Channels C').fill('4')
    await page.getByLabel('Cells N').fill('1')
    await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1')
    await page.getByLabel('Batch').fill('16')
    expect(await seriousFindings(page)).toEqual([])
    await button('Start').click()
    await page.getByText('Waited for images', { exact: false }).first().waitFor()
    await page.getByText('resized, from 0.3 of the picture').waitFor()
  })

  it('is pointed to the folder that its images were moved to', async () => {
    const moved = `${folder}-moved`
    renameSync(folder, moved)
    await page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
    await page.getByRole('link', { name: 'photographs', exact: true }).click()
    await button('Look at the folder again').click()
    await page.getByText(/gone or cannot be read\. Nothing can be trained/).waitFor()
    // The system's dialog is not the application's: it answers what a user would choose.
    await openFrom(window.app, join(moved, 'train'))
    await button('It lies elsewhere …').click()
    await page.getByText(/does not hold the images of data set "photographs"/).waitFor()
    await openFrom(window.app, moved)
    await button('It lies elsewhere …').click()
    await page.getByText('Unchanged since the import').waitFor()
    expect(await page.getByText(moved, { exact: true }).count()).toBe(1)
    expect(await seriousFindings(page)).toEqual([])
    renameSync(moved, folder)
    await openFrom(window.app, folder)
    await button('Look at the folder again').click()
    await button('It lies elsewhere …').click()
    await page.getByText('Unchanged since the import').waitFor()
  })

  it('names the file that a run stopped at, and what to do', async () => {
    writeFileSync(join(folder, 'train/cat/000000.jpg'), 'spoilt')
    renameSync(join(folder, 'train/dog'), join(folder, 'train/wolf'))
    await page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
    await page.getByRole('link', { name: 'photographs', exact: true }).click()
    await button('Look at the folder again').click()
    await page.getByText(/training stops at the first file/).waitFor()
    await button('New run with this data set').click()
    await button('Start').click()
    await page.getByText(/(was changed: its bytes|cannot be read)/).first().waitFor()
    await page.getByText('Once the file is back as it was').waitFor()
    expect(window.consoleErrors).toEqual([])
  })
})
