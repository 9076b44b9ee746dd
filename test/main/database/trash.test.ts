/** Folders that cannot be moved into the trash or out of it: no run is lost by that, and all is set right once they can. */
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homeFolder, runFolder } from '../../../src-main/system/home-folder'
import { trashFolder } from '../../../src-main/system/trash-folder'
import { metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { recordedRun } from '../../helpers/recorded-run'

const ids = ['run-1', 'run-2', 'run-3'] as const

async function threeRuns() {
  const home = temporaryHome()
  const open = await openOwned(home)
  for (const id of ids) {
    await recordedRun(home, open.history, id, metricRows(0, 600))
    writeFileSync(join(runFolder(homeFolder(home), id), 'checkpoint'), id)
  }
  const folder = (id: string): string => runFolder(homeFolder(home), id)
  return { ...open, home, folder, folders: () => readdirSync(homeFolder(home).runs).sort(), listed: async () => (await open.history.runs()).map(({ id }) => id).sort() }
}

/** A link that leads nowhere: no folder can be renamed to it, not even by root. Returns what takes it away. */
function block(path: string): () => void {
  symlinkSync(`${path}.nowhere`, path)
  return () => rmSync(path)
}

test('a run that was taken back, and its folder not, outlives the emptying of the trash and the next start', async () => {
  const { home, history, folder, close, listed } = await threeRuns()
  history.deleteRuns(ids)
  const unblock = block(folder('run-1'))
  expect(() => history.undoDelete(['run-1', 'run-2'])).toThrow(/run-1 cannot be moved.*The run is in the history again/)
  expect(await listed()).toEqual(['run-1', 'run-2'])
  expect(existsSync(join(folder('run-2'), 'checkpoint'))).toBe(true)
  expect(() => history.emptyTrash()).toThrow(/run-1 cannot be moved/)
  expect(existsSync(join(trashFolder(folder('run-1')), 'checkpoint'))).toBe(true)
  // What was deleted is gone all the same.
  expect(existsSync(trashFolder(folder('run-3')))).toBe(false)
  await close()

  const next = await openOwned(home)
  expect(next.notices.join(' ')).toMatch(/run-1 cannot be moved/)
  expect((await next.history.runs()).map(({ id }) => id).sort()).toEqual(['run-1', 'run-2'])
  expect(existsSync(join(trashFolder(folder('run-1')), 'checkpoint'))).toBe(true)
  unblock()
  expect(next.history.emptyTrash()).toMatchObject({ runs: 0, folderBytes: 0 })
  expect(existsSync(join(folder('run-1'), 'checkpoint'))).toBe(true)
  await next.close()
})

test('runs of which one folder cannot be moved into the trash are not deleted, none of them', async () => {
  const { home, history, folder, close, listed, folders } = await threeRuns()
  const unblock = block(trashFolder(folder('run-2')))
  expect(() => history.deleteRuns(ids)).toThrow(/run-2 cannot be moved/)
  expect(await listed()).toEqual(ids)
  expect(folders()).toEqual(['.trash-run-2', ...ids])
  expect(history.emptyTrash().runs).toBe(0)
  await close()
  unblock()
  const next = await openOwned(home)
  expect((await next.history.runs()).map(({ id }) => id).sort()).toEqual(ids)
  for (const id of ids) expect(existsSync(join(folder(id), 'checkpoint'))).toBe(true)
  next.history.deleteRuns(ids)
  expect(folders()).toEqual(ids.map((id) => `.trash-${id}`))
  await next.close()
})

test('a run that may not be deleted keeps the others and their folders', async () => {
  const { history, close, folders } = await threeRuns()
  expect(() => history.deleteRuns(['run-1', 'run-9'])).toThrow(/no run "run-9"/)
  expect(folders()).toEqual(ids)
  await close()
})
