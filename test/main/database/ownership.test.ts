import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { HistoryProcess } from '../../helpers/history-process'
import { openHistory } from '../../../src-main/database/open-history'
import { homeFolder } from '../../../src-main/system/home-folder'
import { addExampleRun, allMetrics, allRankingRows, exampleDataset, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'
import { bundleHistoryChild, startHistoryProcess } from '../../helpers/history-process'

let child: Awaited<ReturnType<typeof bundleHistoryChild>>
beforeAll(async () => {
  child = await bundleHistoryChild()
})
afterAll(() => child.remove())

function start(...args: string[]): HistoryProcess {
  const process = startHistoryProcess(child.script, args)
  onTestFinished(() => process.kill())
  return process
}

test('five processes at once: one owner, four guests that know it; it dies, the next takes over', { timeout: 90_000 }, async () => {
  const home = temporaryHome()
  for (let round = 0; round < 4; round += 1) {
    const processes = Array.from({ length: 5 }, () => start('hold', home))
    const facts = await Promise.all(processes.map((process) => process.fact((fact) => fact.access !== undefined)))
    const owners = processes.filter((_, index) => facts[index]?.access === 'owner')
    expect(facts.map((fact) => fact.access).sort()).toEqual(['guest', 'guest', 'guest', 'guest', 'owner'])
    expect(facts.map((fact) => fact.ownerPid)).toEqual(Array.from({ length: 5 }, () => owners[0]?.pid))
    // Killed, so that its socket and owner file stay behind for the next round to replace.
    await Promise.all(processes.map((process) => process.kill()))
    expect(existsSync(homeFolder(home).socketFile)).toBe(true)
  }
  const { close } = await openOwned(home)
  await close()
  expect(existsSync(homeFolder(home).socketFile)).toBe(false)
  expect(existsSync(homeFolder(home).ownerFile)).toBe(false)
})

test('two opens in one process: owner and guest, and the lock survives the second look at the file', async () => {
  const home = temporaryHome()
  const owner = await openOwned(home, { place: 'window' })
  const guest = await openHistory(home)
  expect(guest).toMatchObject({ access: 'guest', ownerPid: process.pid, ownerPlace: 'window' })
  await guest.close()
  const other = start('hold', home)
  expect(await other.fact((fact) => fact.access !== undefined)).toEqual({ access: 'guest', ownerPid: process.pid })
  await other.finish()
  await owner.close()
})

test('a guest reads everything that the owner has, in pages, by prefix and by name', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  history.addDataset(exampleDataset('data-1', 'pets'))
  addExampleRun(history)
  history.addMetrics('run-1', metricRows(0, 5000))
  history.addCheckpoint('run-1', { step: 5000, path: '/x', bytes: 12, weightsSha256: 'ab' })
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 5000 })
  history.endRanking('rank-1', { state: 'finished', rows: Array.from({ length: 2500 }, (_, index) => rankingRow(index)), summary: rankingSummary(), seconds: 0, error: null })

  const guest = await openHistory(home)
  expect(guest.access).toBe('guest')
  expect(await guest.history.datasets()).toEqual([exampleDataset('data-1', 'pets')])
  expect(await guest.history.dataset('pets')).toEqual(exampleDataset('data-1', 'pets'))
  expect(await guest.history.runs()).toEqual(await history.runs())
  expect(await guest.history.run('run')).toEqual(await history.run('run-1'))
  expect(await allMetrics(guest.history, 'first')).toEqual(metricRows(0, 5000))
  expect(await allMetrics(guest.history, 'run-1', { from: 100, to: 103 })).toEqual(metricRows(100, 103))
  expect(await guest.history.checkpoints('run-1')).toEqual(await history.checkpoints('run-1'))
  expect(await guest.history.rankings('run-1')).toEqual(await history.rankings('run-1'))
  expect(await allRankingRows(guest.history, 'rank-1')).toEqual(Array.from({ length: 2500 }, (_, index) => rankingRow(index)))
  await expect(guest.history.run('nothing')).rejects.toMatchObject({ code: 'run-missing' })
  await guest.close()
  await close()
})

test('guests read a growing run while another process records it, and go on when that process dies', { timeout: 20_000 }, async () => {
  const home = temporaryHome()
  const owner = start('flood', home, '0')
  await owner.fact((fact) => (fact.recorded ?? 0) >= 300)
  const guest = await openHistory(home)
  expect(guest).toMatchObject({ access: 'guest', ownerPid: owner.pid })
  let slowest = 0
  for (let look = 0; look < 20; look += 1) {
    const acknowledged = owner.facts.at(-1)?.recorded ?? 0
    const before = performance.now()
    const rows = await allMetrics(guest.history, 'run-1')
    slowest = Math.max(slowest, performance.now() - before)
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toEqual(metricRows(0, rows.length))
  }
  await owner.kill()
  const acknowledged = owner.facts.at(-1)?.recorded ?? 0
  expect((await guest.history.run('run-1')).state).toBe('interrupted')
  expect((await allMetrics(guest.history, 'run-1')).length).toBeGreaterThanOrEqual(acknowledged)
  await guest.close()
  console.log(`guest: up to ${acknowledged} rows read in at most ${slowest.toFixed(0)} ms while they were written`)
  await (await openOwned(home)).close()
})

test('an owner that does not answer is named', async () => {
  const home = temporaryHome()
  const owner = start('hold', home)
  await owner.fact((fact) => fact.access === 'owner')
  owner.signal('SIGSTOP')
  await expect(openHistory(home, { patienceMs: 600 })).rejects.toMatchObject({ code: 'history-in-use', message: expect.stringContaining(`in use by a command in a terminal (process ${owner.pid})`) as string })
  owner.signal('SIGCONT')
  const guest = await openHistory(home)
  expect(guest).toMatchObject({ access: 'guest', ownerPid: owner.pid })
  await guest.close()
})

test('who wants to work waits for an owner that only looks', async () => {
  const home = temporaryHome()
  await (await openOwned(home)).close()
  const looker = start('hold', home, '400')
  await looker.fact((fact) => fact.access === 'owner')
  const { close } = await openOwned(home)
  await close()
})

test('a home folder too deep for a socket path works all the same, and others cannot read it', async () => {
  const home = join(temporaryHome(), 'a'.repeat(100), 'ö'.repeat(60), 'home')
  const previous = process.umask(0)
  onTestFinished(() => void process.umask(previous))
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  const guest = await openHistory(home)
  expect(guest.access).toBe('guest')
  expect(await guest.history.runs()).toHaveLength(1)
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  const { historyFile, socketFile, ownerFile, runtime, runs } = homeFolder(home)
  expect([historyFile, `${historyFile}-wal`, socketFile, ownerFile].map(mode)).toEqual(['600', '600', '600', '600'])
  expect([home, runtime, runs].map(mode)).toEqual(['700', '700', '700'])
  expect(existsSync(`${historyFile}-shm`)).toBe(false)
  await guest.close()
  await close()
})

test('the socket answers only questions, and outlasts guests that talk nonsense', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  const said = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(homeFolder(home).socketFile)
      let answer = ''
      socket.on('data', (chunk) => {
        answer += String(chunk)
        if (answer.split('\n').length > 2) socket.destroy()
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(answer.split('\n')[1] ?? ''))
      socket.write(text)
    })
  const refused = ['{', '[]', 'null', '{"id":1,"method":"endRun","args":["run-1"]}', '{"id":1,"method":"__proto__","args":[]}', '{"id":1,"method":"run","args":[7]}', '{"id":1,"method":"runs","args":[1]}', '{"id":1,"method":"metrics","args":["run-1",{"from":0.5,"to":1},null]}']
  for (const line of refused) expect(await said(`${line}\n`)).toContain('"code":"bad-argument"')
  expect(await said('x'.repeat(100_000))).toBe('')
  expect(await said('{"id":7,"method":"run","args":["run-1"]}\n')).toMatch(/^\{"id":7,"result":/)
  await close()
})

test('a left-over owner file with the id of another process is not believed', async () => {
  const home = temporaryHome()
  mkdirSync(homeFolder(home).runtime, { recursive: true })
  writeFileSync(homeFolder(home).ownerFile, JSON.stringify({ pid: 1, started: 'long ago' }))
  const { close } = await openOwned(home)
  expect(JSON.parse(readFileSync(homeFolder(home).ownerFile, 'utf8'))).toMatchObject({ pid: process.pid })
  await close()
})
