import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openApp } from '../../helpers/app-window'
import { root, temporaryHome } from '../../helpers/cli'

it('a search space opened from the file manager is added by the window that runs, and shown', { timeout: 60_000 }, async () => {
  const home = temporaryHome()
  const opened = await openApp(home.path)
  const { app, page } = opened
  try {
    const display = await app.evaluate(() => process.env['DISPLAY'])
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'))
    const second = spawn(join(root, 'node_modules/electron/dist/electron'), ['--no-sandbox', root, '--', '--home', home.path, 'resources/search-spaces/small-cell.json'], {
      cwd: root,
      env: { ...env, DISPLAY: display },
    })
    expect(await new Promise((resolve) => second.on('close', resolve))).toBe(0)
    await page.getByText('Added the search space small-cell').waitFor()
    await page.waitForURL(/#.*spaces.*small-cell/)
  } finally {
    await opened.close()
  }
  home.remove()
})
