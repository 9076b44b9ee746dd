import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHistory } from '../../../src-main/database/open-history'
import { takeLock } from '../../../src-main/database/own-file'
import { homeFolder } from '../../../src-main/system/home-folder'
import { addExampleRun, allMetrics, metricRows, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { bundleHistoryChild, startHistoryProcess } from '../../helpers/history-process'

let child: Awaited<ReturnType<typeof bundleHistoryChild>>
beforeAll(async () => {
  child = await bundleHistoryChild()
})
afterAll(() => child.remove())

/** A closed history with one run of 2,000 rows; `change` may run SQL on it. */
async function filledHome(...change: string[]): Promise<string> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  history.addMetrics('run-1', metricRows(0, 2000))
  await close()
  const db = takeLock(homeFolder(home).historyFile)
  for (const sql of change) db?.exec(sql)
  db?.close()
  return home
}

/** Names and contents of all that lies in the home folder. */
function contents(home: string): string[] {
  const folders = [home, homeFolder(home).runtime]
  return folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isFile() ? `${entry.name} ${createHash('sha256').update(readFileSync(join(folder, entry.name))).digest('hex')}` : entry.name,
    ),
  )
}

async function refused(home: string, code: string, how: RegExp): Promise<void> {
  const before = contents(home)
  const path = homeFolder(home).historyFile
  const error: unknown = await openHistory(home, { patienceMs: 300 }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ name: 'StudioError', code, message: expect.stringMatching(how) as string })
  expect(String(error)).toContain(path)
  expect(contents(home)).toEqual(before)
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const whole = readFileSync(path)
  bytes.copy(whole, at)
  writeFileSync(path, whole)
}

function emptyHome(): string {
  const home = temporaryHome()
  for (const name of ['backups', 'datasets', 'runs', 'runtime', 'spaces']) mkdirSync(join(home, name))
  return home
}

/** Opens as a new history, for there is nothing to restore from; the file that lay there is kept beside it, byte for byte. */
async function setAside(home: string, how: RegExp): Promise<void> {
  const path = homeFolder(home).historyFile
  const before = statSync(path).isFile() ? readFileSync(path) : null
  const { history, notices, close } = await openOwned(home)
  expect(notices[0]).toMatch(how)
  expect(notices[0]).toContain(path)
  expect(await history.runs()).toEqual([])
  await close()
  const [kept, ...more] = readdirSync(home).filter((name) => /^history\.sqlite\.corrupt-/.test(name))
  expect(more).toEqual([])
  if (before !== null) expect(readFileSync(join(home, kept ?? '')).equals(before)).toBe(true)
}

test.each([
  ['text', Buffer.from('steps,loss\n'.repeat(100))],
  ['one byte', Buffer.from([0xff])],
  ['random bytes', createHash('sha512').update('x').digest()],
  ['the start of a header', Buffer.from('SQLite format 3\0')],
])('%s is no history and is set aside', async (_, bytes) => {
  const home = emptyHome()
  writeFileSync(homeFolder(home).historyFile, bytes)
  await setAside(home, /is not a database\. It was restored from the logs of the runs alone/)
})

test('a folder in the place of the history is set aside', async () => {
  const home = emptyHome()
  mkdirSync(homeFolder(home).historyFile)
  await setAside(home, /is a folder, not a file/)
})

test('a file in the place of the home folder is refused', async () => {
  const file = join(temporaryHome(), 'file')
  writeFileSync(file, 'mine')
  await expect(openHistory(file)).rejects.toMatchObject({ code: 'bad-argument' })
  await expect(openHistory(join(file, 'below'))).rejects.toMatchObject({ code: 'bad-argument' })
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test('zero bytes are a new history, but not when a log lies beside them', async () => {
  const home = emptyHome()
  const path = homeFolder(home).historyFile
  writeFileSync(path, '')
  await (await openOwned(home)).close()
  rmSync(path)
  writeFileSync(path, '')
  writeFileSync(`${path}-wal`, 'the last that is left of a history')
  await setAside(home, /is empty, but the log of the lost file lies beside it/)
  expect(readdirSync(home).some((name) => name.startsWith('history.sqlite-wal.corrupt-'))).toBe(true)
})

test('the database of another program is set aside', async () => {
  await setAside(await filledHome('PRAGMA application_id = 7'), /was made by another program/)
  const unnamed = emptyHome()
  takeLock(homeFolder(unnamed).historyFile)?.exec('CREATE TABLE mine (a)').close()
  await setAside(unnamed, /was made by another program/)
})

test.each([
  ['random pages after the header', (path: string) => overwrite(path, 100, Buffer.alloc(16_000, createHash('sha512').update('y').digest()))],
  ['cut in a page', (path: string) => truncateSync(path, 20_000)],
  ['a page of zeroes', (path: string) => overwrite(path, readFileSync(path).length - 3 * 4096, Buffer.alloc(4096))],
])('a damaged file is set aside: %s', async (_, damage) => {
  const home = await filledHome()
  damage(homeFolder(home).historyFile)
  const { notices, close } = await openOwned(home)
  expect(notices[0]).toMatch(/was restored from/)
  await close()
})

test.each([
  ['DROP TABLE checkpoints', /lacks a table or column/],
  ['ALTER TABLE runs DROP COLUMN seconds', /lacks a table or column/],
  ['CREATE TRIGGER spy AFTER INSERT ON runs BEGIN DELETE FROM metrics; END', /holds a trigger "spy"/],
  ['CREATE VIEW spy AS SELECT * FROM runs', /holds a view "spy"/],
])('a changed schema is set aside: %s', async (sql, how) => {
  const { notices, close } = await openOwned(await filledHome(sql))
  expect(notices[0]).toMatch(how)
  await close()
})

test('a newer history is read from a copy and not touched', async () => {
  const home = await filledHome('ALTER TABLE runs ADD COLUMN later TEXT', 'CREATE TABLE later (a)', 'PRAGMA user_version = 99')
  const before = contents(home)
  const open = await openHistory(home)
  if (open.access !== 'read-only') throw new Error(open.access)
  expect(open.warning).toContain('newer version')
  expect(await allMetrics(open.history, 'first')).toEqual(metricRows(0, 2000))
  expect((await open.history.runs()).map((run) => run.state)).toEqual(['queued'])
  expect(contents(home)).toEqual(before)
  await open.close()
  expect(contents(home)).toEqual(before)
})

test('a newer history that this version cannot even read says so', async () => {
  const home = await filledHome('ALTER TABLE runs RENAME TO trainings', 'PRAGMA user_version = 99')
  await refused(home, 'history-newer', /newer version/)
})

test('a newer version that died after its migration: the log alone says so, and nothing is touched', async () => {
  const home = await filledHome()
  const path = homeFolder(home).historyFile
  const db = takeLock(path)
  db?.exec('CREATE TABLE later (a)')
  db?.pragma('user_version = 99')
  // Copied by another process: opening and closing the file here would drop our lock on it.
  const crashed = emptyHome()
  const copy = homeFolder(crashed).historyFile
  copyByOther(path, copy)
  db?.close()
  expect(readFileSync(copy).readInt32BE(60)).toBeLessThan(99)
  const before = contents(crashed)
  const open = await openHistory(crashed)
  expect(open.access).toBe('read-only')
  expect(await allMetrics(open.history, 'run-1')).toEqual(metricRows(0, 2000))
  await open.close()
  expect(contents(crashed)).toEqual(before)
})

test('a newer history that is in use: its owner is asked, or named', async () => {
  const home = temporaryHome()
  const owner = startHistoryProcess(child.script, ['hold', home])
  await owner.fact((fact) => fact.access === 'owner')
  // Stands for a newer owner: the file says 99 while the process holds it.
  overwriteInPlace(homeFolder(home).historyFile, 60, Buffer.from([0, 0, 0, 99]))
  const guest = await openHistory(home)
  expect(guest).toMatchObject({ access: 'guest', ownerPid: owner.pid })
  await guest.close()
  await owner.kill()
})

/** Root may do everything to files; without these capabilities it is a user like any other. */
const likeAnyUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-dac_override,-dac_read_search'] : []

test.each([
  ['file that may only be read', (home: string) => chmodSync(homeFolder(home).historyFile, 0o400)],
  ['file that may not be read', (home: string) => chmodSync(homeFolder(home).historyFile, 0o000)],
  ['folder that may only be read', (home: string) => chmodSync(home, 0o500)],
  ['folder that may not be entered', (home: string) => chmodSync(home, 0o600)],
  ['runtime folder that may only be read', (home: string) => chmodSync(homeFolder(home).runtime, 0o500)],
])('D3: a %s is named', async (_, restrict) => {
  const home = await filledHome()
  restrict(home)
  const process = startHistoryProcess(child.script, ['hold', home], likeAnyUser)
  const { error } = await process.fact((fact) => fact.error !== undefined || fact.access !== undefined)
  await process.finish()
  chmodSync(home, 0o700)
  expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining(home) as string })
})

function copyByOther(from: string, to: string): void {
  execFileSync('cp', [from, to])
  execFileSync('cp', [`${from}-wal`, `${to}-wal`])
}

function overwriteInPlace(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}
