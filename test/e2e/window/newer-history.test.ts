import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { changingRequests } from '../../../src-contract/app-api'
import { openConnection } from '../../../src-main/database/sqlite'
import { openApp } from '../../helpers/app-window'
import { seriousFindings } from '../../helpers/axe'
import { sample, studio, temporaryHome } from '../../helpers/cli'
import { openFrom } from '../../helpers/dialogs'

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Where something could be changed, and the buttons there that would. */
const places: readonly { readonly address: string; readonly off: readonly RegExp[] }[] = [
  { address: 'datasets', off: [/^Choose folders/, /^Remove /, /^Rename /] },
  { address: 'new-run', off: [/^Start/, /^Add to queue/, /^As a study/] },
  { address: 'history', off: [] },
  { address: 'studies', off: [/^Open a study file/, /^Import results/] },
  { address: 'studies/looked-at', off: [/^Remove the study/] },
  { address: 'scores', off: [] },
  { address: 'settings/storage', off: [/^Back up now/] },
]

const study = {
  format: 1,
  name: 'looked-at',
  dataset: 'pictures',
  settings: { channels: 4, cells: 1, batch: 8, steps: 4, threads: 1, trainImages: 32 },
  arms: [{ name: 'cosine' }],
  seeds: [0],
  reference: 'cosine',
  ranking: { architectures: 'random:4', images: 8, batch: 8 },
  figures: { primary: [{ figure: 'finalLoss' }] },
}

it('a history of a newer version is shown with a banner, cannot be changed, and is left as it was', { timeout: 180_000 }, async () => {
  const home = temporaryHome()
  const outside = temporaryHome()
  expect((await studio('dataset', 'add', sample, '--name', 'pictures', '--image-size', '16', '--home', home.path)).code).toBe(0)
  const studyFile = join(outside.path, 'study.json')
  writeFileSync(studyFile, JSON.stringify(study))
  const ran = await studio('study', 'run', studyFile, '--home', home.path)
  expect(ran.code, ran.stderr).toBe(0)
  const file = join(home.path, 'history.sqlite')
  const db = openConnection(file)
  db.pragma('user_version = 999')
  db.close()
  const before = hash(file)

  const opened = await openApp(home.path)
  const { app, page, consoleErrors } = opened
  try {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700))
    await page.waitForFunction('innerWidth === 1024')
    const banner = page.getByRole('status').filter({ hasText: 'written by a newer version' })
    await banner.waitFor()
    for (const { address, off } of places) {
      await page.evaluate((hash) => void (location.hash = hash), `#/${address}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(700)
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${address} at 1024 pixels`).toBeLessThanOrEqual(1024)
      expect((await banner.boundingBox())?.width, address).toBeLessThanOrEqual(1024)
      expect(await seriousFindings(page), address).toEqual([])
      for (const name of off) {
        const button = page.getByRole('main').getByRole('button', { name }).first()
        await button.waitFor()
        expect(await button.isDisabled(), `${String(name)} in ${address}`).toBe(true)
        expect(await button.getAttribute('title'), `${String(name)} in ${address}`).toContain('only be looked at')
      }
    }
    await page.evaluate(() => void (location.hash = '#/studies'))
    await page.getByRole('link', { name: 'looked-at' }).click()
    await page.getByText('1 of 1 run done on pictures', { exact: true }).waitFor()
    await page.getByRole('group', { name: 'Means of the arms' }).getByRole('row', { name: 'cosine' }).waitFor()
    await page.getByRole('img', { name: /^Training loss.* cosine: \d+ steps/ }).waitFor()
    const folder = join(outside.path, 'exported')
    mkdirSync(folder)
    await openFrom(app, folder)
    await page.getByRole('button', { name: 'Export …' }).click()
    await expect.poll(() => existsSync(join(folder, 'manifest.json'))).toBe(true)
    // What has no button, such as a shortcut, is answered in words, and nothing is begun.
    for (const name of changingRequests) {
      const answer = await page.evaluate((request) => window.studio.request(request, undefined), name)
      expect(answer, name).toMatchObject({ ok: false, error: { code: 'history-newer', message: expect.stringContaining('cannot be changed') as string } })
    }
    await page.keyboard.press('Control+o')
    await page.locator('[data-sonner-toast]').filter({ hasText: 'cannot be changed' }).first().waitFor()
    if (process.env['STUDIO_PICTURES'] !== undefined) await page.screenshot({ path: join(process.env['STUDIO_PICTURES'], 'newer-history.png') })
    expect(consoleErrors).toEqual([])
  } finally {
    await opened.close()
  }
  expect(hash(file)).toBe(before)
  expect(existsSync(`${file}-wal`)).toBe(false)
  home.remove()
  outside.remove()
})
