/**
 * D9, D10, D11: whatever happens to the files of the history, it opens again with every finished run, the damaged files
 * are set aside and kept, and the user is told.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StudioError } from '../../../src-contract/errors'
import { backupsIn } from '../../../src-main/database/backups'
import { takeLock } from '../../../src-main/database/own-file'
import { recordRun } from '../../../src-main/jobs/run-recorder'
import { homeFolder, logFile } from '../../../src-main/system/home-folder'
import { atCount } from '../../helpers/fault-count'
import { allMetrics, allRankingRows, exampleConfig, exampleDataset, exampleRun, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'
import { recordedEnd, recordedRun, recordedSteps } from '../../helpers/recorded-run'
import { seededRandom } from '../../helpers/seeded-random'
import { testSeed } from '../../helpers/history-process'

const steps = recordedSteps
const done = recordedEnd

/** A closed history: a data set, two finished runs, a ranking, a backup of these; then one more run. */
async function filledHome(): Promise<string> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  history.addDataset(exampleDataset('data-1', 'pets'))
  for (const id of ['run-1', 'run-2']) await recordedRun(home, history, id, metricRows(0, steps))
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 5 })
  history.endRanking('rank-1', { state: 'finished', rows: [rankingRow(1), rankingRow(2)], summary: rankingSummary(), seconds: 2, error: null })
  history.markRuns(['run-1'], { notes: 'kept', addTags: ['paper'] })
  await history.backup()
  await recordedRun(home, history, 'run-3', metricRows(0, steps))
  await close()
  return home
}

/** Copies a home folder, so that one filling serves many faults. */
function copyHome(from: string): string {
  const home = temporaryHome()
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    const at = join(name.parentPath, name.name)
    const to = join(home, at.slice(from.length + 1))
    if (name.isDirectory()) mkdirSync(to, { recursive: true })
    else if (name.isFile()) copyFileSync(at, to)
  }
  return home
}

/** Opens, checks every run as the application does before using one, and compares all with what was stored. */
async function expectWhole(home: string, what: string, runs = ['run-1', 'run-2', 'run-3']): Promise<readonly string[]> {
  const { history, notices, close } = await openOwned(home)
  const said = [...notices]
  for (const id of runs) {
    const notice = await history.checkRun(id).catch((error: unknown) => error)
    if (notice instanceof StudioError) {
      // So damaged that only a whole restoration helps, at the next opening.
      expect(notice).toMatchObject({ code: 'history-damaged' })
      await close()
      return [...said, ...(await expectWhole(home, what, runs))]
    }
    if (typeof notice === 'string') said.push(notice)
    expect(await history.run(id), `${what}: ${id}`).toMatchObject({ name: `name of ${id}`, state: 'finished', steps, finalLoss: 0.5, config: exampleConfig })
    expect(await allMetrics(history, id), `${what}: rows of ${id}`).toEqual(metricRows(0, steps))
  }
  await close()
  return said
}

function corruptFiles(home: string): string[] {
  return readdirSync(home).filter((name) => name.includes('.corrupt-'))
}

const header = Buffer.from('SQLite format 3\0')

/** Cases 86–104 of the list of bad inputs that concern the file; the rest stand with the tests of ownership and disks. */
const cases: readonly (readonly [name: string, damage: (path: string) => void])[] = [
  ['86 zero bytes', (path) => truncateSync(path)],
  ['87 a text file', (path) => writeFileSync(path, 'steps,loss\n'.repeat(100))],
  ['88 right header, rest random', (path) => writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(60_000, 'x7Kq')]))],
  ['88 right magic, rest random', (path) => writeFileSync(path, Buffer.concat([header, Buffer.alloc(60_000, 'x7Kq')]))],
  ['89 cut mid-page', (path) => truncateSync(path, 30_000)],
  ['90 a page of zeroes', (path) => overwrite(path, Math.floor(readFileSync(path).length / 8192) * 4096, Buffer.alloc(4096))],
  ['91 a flipped bit in the schema', (path) => writeFileSync(path, Buffer.from(readFileSync(path, 'latin1').replaceAll('CREATE TABLE runs', 'KREATE TABLE runs'), 'latin1'))],
  ['92 a log of another database', (path) => writeFileSync(`${path}-wal`, otherLog())],
  ['93 a log without its index, of noise', (path) => writeFileSync(`${path}-wal`, Buffer.alloc(50_000, 'noise'))],
  ['94 a hot journal of noise', (path) => writeFileSync(`${path}-journal`, Buffer.alloc(5000, 'journal'))],
  ['96 a wrong application id', (path) => overwrite(path, 68, Buffer.from('ABCD'))],
  ['97 a missing table', (path) => changed(path, 'DROP TABLE checkpoints')],
  ['97 a missing column', (path) => changed(path, 'ALTER TABLE runs DROP COLUMN seconds')],
  ['98 a foreign trigger', (path) => changed(path, 'CREATE TRIGGER spy AFTER INSERT ON runs BEGIN DELETE FROM metrics; END')],
  ['98 a foreign view', (path) => changed(path, 'CREATE VIEW spy AS SELECT * FROM runs')],
  ['100 a folder', (path) => {
    rmSync(path)
    mkdirSync(path)
  }],
  ['100 a dangling link', (path) => {
    rmSync(path)
    symlinkSync(`${path}.nowhere`, path)
  }],
  ['103 odd values', (path) => changed(path, "PRAGMA ignore_check_constraints = ON; UPDATE metrics SET step = -1 WHERE step = 7; UPDATE runs SET created_at = '2077-01-01T00:00:00.000Z'")],
  ['the file is gone', (path) => rmSync(path)],
  ['version set back', (path) => overwrite(path, 60, Buffer.from([0, 0, 0, 1]))],
]

function overwrite(path: string, at: number, bytes: Buffer): void {
  const whole = readFileSync(path)
  bytes.copy(whole, at)
  writeFileSync(path, whole)
}

function changed(path: string, sql: string): void {
  const db = takeLock(path)
  db?.exec(sql)
  db?.close()
}

/** The log of another history, whole by its own checksums. */
function otherLog(): Buffer {
  const path = homeFolder(temporaryHome()).historyFile
  const db = takeLock(path)
  db?.exec("PRAGMA journal_mode = WAL; CREATE TABLE mine (a); INSERT INTO mine VALUES ('other')")
  // Its content only, while it is there; the copy is made by reading another file than the database.
  const log = readFileSync(`${path}-wal`)
  db?.close()
  return log
}

test('a run of 200,000 steps is read back from its log', { timeout: 120_000 }, async () => {
  const home = temporaryHome()
  const long = 200_000
  const { history, close } = await openOwned(home)
  history.addRun(exampleRun('run-1', 'long'))
  const recorder = recordRun(history, await history.run('run-1'), logFile(homeFolder(home), 'run-1'))
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'started', step: 0, totalSteps: long, config: exampleConfig } })
  for (let from = 0; from < long; from += 5000) recorder.record({ kind: 'event', sequence: 2, event: { kind: 'metrics', rows: metricRows(from, from + 5000) } })
  recorder.record({ ...done, result: { ...done.result, steps: long, totalSteps: long } })
  await close()
  rmSync(homeFolder(home).historyFile)
  rmSync(homeFolder(home).backups, { recursive: true, force: true })
  const again = await openOwned(home)
  expect(await again.history.run('run-1')).toMatchObject({ state: 'finished', steps: long })
  expect(again.history.querySeries({ runId: 'run-1', curves: [{ metric: 'loss', bands: 1 }], fromStep: 0, toStep: null, buckets: 100 }).curves[0]?.[0]?.series.rows).toBe(long)
  await again.close()
})

test('D10: the database cases of the list open again, with every run, and nothing is deleted', { timeout: 120_000 }, async () => {
  const filled = await filledHome()
  for (const [name, damage] of cases) {
    const home = copyHome(filled)
    damage(homeFolder(home).historyFile)
    const notices = await expectWhole(home, name)
    const { history, close } = await openOwned(home)
    expect(history.marks('run-1'), name).toMatchObject({ notes: 'kept', tags: ['paper'] })
    expect(await history.datasets(), name).toHaveLength(1)
    expect(await allRankingRows(history, 'rank-1'), name).toEqual([rankingRow(1), rankingRow(2)])
    await close()
    const harmless = ['93', '94'].some((number) => name.startsWith(number))
    if (!harmless) expect(notices.join(' '), name).toMatch(/restored from its backup history-\S+ and the logs/)
    if (!harmless && name !== 'the file is gone') expect(corruptFiles(home), name).not.toEqual([])
    rmSync(home, { recursive: true })
  }
})

test('D10: flipped bits change no run unnoticed', { timeout: 120_000 }, async () => {
  const random = seededRandom(testSeed('D10'))
  const filled = await filledHome()
  const path = homeFolder(filled).historyFile
  const size = readFileSync(path).length
  let told = 0
  for (let flip = 0; flip < atCount(50); flip++) {
    const home = copyHome(filled)
    const at = Math.floor(random() * size)
    // A higher version number is a newer history, which is shown as it is.
    if (at >= 60 && at < 64) continue
    const bytes = readFileSync(homeFolder(home).historyFile)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    writeFileSync(homeFolder(home).historyFile, bytes)
    if ((await expectWhole(home, `bit in byte ${at}`)).length > 0) told++
    rmSync(home, { recursive: true })
  }
  console.log(`D10: ${atCount(50)} flips, ${told} noticed, all runs as stored`)
})

test('D9: a damaged, cut, missing or foreign log of SQLite leaves the runs as their own logs tell them', { timeout: 180_000 }, async () => {
  const random = seededRandom(testSeed('D9'))
  const filled = await crashedHome()
  const other = await crashedHome()
  const counts = { whole: 0, told: 0 }
  for (let trial = 0; trial < atCount(50); trial++) {
    const home = copyHome(filled)
    const wal = `${homeFolder(home).historyFile}-wal`
    const size = readFileSync(wal).length
    const kind = trial % 5
    if (kind === 0) truncateSync(wal, Math.floor(random() * size))
    if (kind === 1 || kind === 2) overwrite(wal, Math.floor(random() * size), Buffer.from([Math.floor(random() * 256)]))
    if (kind === 3) rmSync(wal)
    if (kind === 4) copyFileSync(`${homeFolder(other).historyFile}-wal`, wal)
    const { history, notices, close } = await openOwned(home)
    for (const id of ['run-1', 'run-2']) {
      await history.checkRun(id)
      expect(await allMetrics(history, id), `trial ${trial}: ${id}`).toEqual(metricRows(0, id === 'run-1' ? steps : 300))
    }
    expect((await history.runs()).map(({ id, state }) => `${id} ${state}`).sort(), `trial ${trial}`).toEqual(['run-1 finished', 'run-2 interrupted'])
    await close()
    if (notices.length === 0) counts.whole++
    else counts.told++
    rmSync(home, { recursive: true })
  }
  console.log(`D9: ${atCount(50)} logs of SQLite, ${counts.whole} harmless, ${counts.told} made up for, 0 rows lost`)
})

/** As a crash leaves it: one run finished, one under way, and most of it only in the log of SQLite. */
async function crashedHome(): Promise<string> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  await recordedRun(home, history, 'run-1', metricRows(0, steps))
  await recordedRun(home, history, 'run-2', metricRows(0, 300), false)
  const crashed = copyByOther(home)
  await close()
  return crashed
}

/** By another process: to open and close the file here would give up our lock on it. */
function copyByOther(home: string): string {
  const copy = temporaryHome()
  execFileSync('cp', ['-r', `${home}/.`, copy])
  return copy
}

test('D11: backups are made after changes only, three are kept, and each can be restored', { timeout: 60_000 }, async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  const { backups, historyFile } = homeFolder(home)
  await history.backup()
  expect(backupsIn(backups)).toHaveLength(0)
  for (let number = 1; number <= 5; number++) {
    await recordedRun(home, history, `run-${number}`, metricRows(0, steps))
    await Promise.all([history.backup(), history.backup()])
    await history.backup()
    expect(backupsIn(backups)).toHaveLength(Math.min(3, number))
  }
  await close()
  expect(readdirSync(backups)).toHaveLength(3)
  const saved = backupsIn(backups)
  for (const [drill, backup] of saved.entries()) {
    const copy = copyHome(home)
    // The newer ones are bad too, so that this one is what is left.
    for (const newer of saved.slice(0, drill)) truncateSync(join(homeFolder(copy).backups, newer.slice(backups.length + 1)), 5000)
    truncateSync(homeFolder(copy).historyFile, 9000)
    const notices = await expectWhole(copy, `drill ${drill}`, ['run-1', 'run-2', 'run-3', 'run-4', 'run-5'])
    expect(notices[0]).toContain(backup.slice(backups.length + 1))
    expect(notices.filter((notice) => notice.includes('is damaged too'))).toHaveLength(drill)
  }
  expect(existsSync(historyFile)).toBe(true)
})

test('without any backup the runs come back from their logs', async () => {
  const home = await filledHome()
  rmSync(homeFolder(home).backups, { recursive: true })
  truncateSync(homeFolder(home).historyFile, 9000)
  const notices = await expectWhole(home, 'no backup')
  expect(notices[0]).toContain('logs of the runs alone')
  expect(notices.filter((notice) => notice.includes('read back from its log: 600 steps, finished'))).toHaveLength(3)
})

test('a crash in the middle of restoring: the next opening restores again', async () => {
  const home = await filledHome()
  const { historyFile } = homeFolder(home)
  // Between the two renames: the damaged file is aside, the new one not yet in its place.
  renameSync(historyFile, `${historyFile}.corrupt-earlier`)
  writeFileSync(`${historyFile}.restoring`, 'half of it')
  const notices = await expectWhole(home, 'crash')
  expect(notices[0]).toMatch(/is missing, but there are runs or backups of it.*restored from its backup/)
  expect(existsSync(`${historyFile}.restoring`)).toBe(false)
})

test('a run that is read back from its log keeps the name that its user gave it', async () => {
  const home = temporaryHome()
  const before = await openOwned(home)
  await recordedRun(home, before.history, 'run-1', metricRows(0, steps))
  before.history.markRuns(['run-1'], { name: 'the good one' })
  await before.close()
  takeLock(homeFolder(home).historyFile)?.exec('UPDATE metrics SET loss = 9 WHERE step = 7').close()
  const { history, close } = await openOwned(home)
  expect(await history.checkRun('run-1')).toMatch(/was read back from its log/)
  expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, steps))
  expect((await history.run('run-1')).name).toBe('the good one')
  await close()
})
