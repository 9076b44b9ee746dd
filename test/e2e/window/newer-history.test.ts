import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openConnection } from '../../../src-main/database/sqlite'
import { openApp } from '../../helpers/app-window'
import { sample, studio, temporaryHome } from '../../helpers/cli'

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

it('a history of a newer version is shown with a banner, cannot be changed, and is left as it was', { timeout: 90_000 }, async () => {
  const home = temporaryHome()
  expect((await studio('dataset', 'add', sample, '--home', home.path)).code).toBe(0)
  const file = join(home.path, 'history.sqlite')
  const db = openConnection(file)
  db.pragma('user_version = 999')
  db.close()
  const before = hash(file)

  const opened = await openApp(home.path)
  const { page, consoleErrors } = opened
  try {
    await page.getByRole('status').filter({ hasText: 'written by a newer version' }).waitFor()
    await page.getByRole('link', { name: 'Datasets' }).click()
    await page.getByText('cifar10').first().waitFor()
    // Wide enough for the banner, the view and the status bar at once.
    await page.getByRole('contentinfo', { name: 'Status' }).waitFor()
    if (process.env['STUDIO_PICTURES'] !== undefined) await page.screenshot({ path: join(process.env['STUDIO_PICTURES'], 'newer-history.png') })
    const answer = await page.evaluate(() => window.studio.request('system.back-up', undefined))
    expect(answer).toMatchObject({ ok: false, error: { code: 'history-newer', message: expect.stringContaining('cannot be changed') as string } })
    expect(consoleErrors).toEqual([])
  } finally {
    await opened.close()
  }
  expect(hash(file)).toBe(before)
  expect(existsSync(`${file}-wal`)).toBe(false)
  home.remove()
})
