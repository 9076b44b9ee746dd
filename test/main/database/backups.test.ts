/** Which backups are kept when clocks are not what they were. */
import { renameSync, rmSync, truncateSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { backupsIn } from '../../../src-main/database/backups'
import { homeFolder } from '../../../src-main/system/home-folder'
import { metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { recordedRun } from '../../helpers/recorded-run'

test('D11: after the clock was set back the newest backup stays, and is the one that is restored', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  const { backups, historyFile } = homeFolder(home)
  for (const day of ['1', '2', '3']) {
    await recordedRun(home, history, `run-${day}`, metricRows(0, 50))
    await history.backup()
    // Made when the clock was wrong.
    renameSync(backupsIn(backups)[0] ?? '', join(backups, `history-2099010${day}T235959999Z.sqlite`))
  }
  const before = backupsIn(backups)
  await recordedRun(home, history, 'run-4', metricRows(0, 50))
  await history.backup()
  expect(backupsIn(backups)).toHaveLength(3)
  expect(backupsIn(backups).slice(1)).toEqual(before.slice(0, 2))
  const [newest] = backupsIn(backups)
  expect(basename(newest ?? '')).toBe('history-20990104T000000000Z.sqlite')
  await close()
  rmSync(homeFolder(home).runs, { recursive: true })
  truncateSync(historyFile, 9000)
  const again = await openOwned(home)
  expect(again.notices[0]).toContain(basename(newest ?? ''))
  expect((await again.history.runs()).map(({ id }) => id)).toEqual(['run-4', 'run-3', 'run-2', 'run-1'])
  await again.close()
})
