/** Searches come back from their logs: after a restored backup, a lost log of SQLite, with damaged lines. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SearchCandidate, SearchConfig, SearchSummary } from '../../../src-contract/domain/search'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { rebuildSearchFromLog } from '../../../src-main/database/rebuild-search'
import { recordRun, type JobRecorder } from '../../../src-main/jobs/run-recorder'
import { recordSearch } from '../../../src-main/jobs/search-recorder'
import { homeFolder, logFile, searchLogFile } from '../../../src-main/system/home-folder'
import { exampleConfig, exampleRun, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { loseHistory } from '../../helpers/recorded-run'

const config: SearchConfig = {
  runId: 'run-1',
  method: { id: 'random', evaluations: 96 },
  scorer: { kind: 'supernet', score: 'loss', images: 64, batch: 32 },
  limits: { parameters: null, multiplyAdds: null, latency: null },
  latency: { batch: 1, warmUp: 3, runs: 15, threads: 1 },
  seed: 0,
}
const candidate = (number: number): SearchCandidate => ({ number, generation: 0, origin: 'random', architecture: [number, 1], parameters: 5, multiplyAdds: 7, latency: null, accuracy: 0.5, loss: 1 / (number + 1), truth: null, seconds: number / 8 })
const candidates = (from: number, to: number): SearchCandidate[] => Array.from({ length: to - from }, (_, at) => candidate(from + at))
const summary = (count: number): SearchSummary => ({ candidates: count, evaluations: count, liveGraphs: count, best: candidate(count - 1), optimum: null, seconds: 20 })

let home: string
const log = (): string => searchLogFile(homeFolder(home), 'run-1', 'search-1')

async function finishedRun(history: HistoryWriter): Promise<void> {
  history.addRun(exampleRun('run-1', 'first'))
  const recorder = recordRun(history, await history.run('run-1'), logFile(homeFolder(home), 'run-1'))
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'started', step: 0, totalSteps: 10, config: exampleConfig } })
  recorder.record({ kind: 'done', result: { kind: 'train', state: 'finished', steps: 0, totalSteps: 10, finalLoss: 0.5, weightsSha256: 'w', seconds: 1 } })
}

async function begin(history: HistoryWriter, checkpointStep = 5): Promise<JobRecorder> {
  history.addSearch({ id: 'search-1', config, checkpointStep })
  const recorder = recordSearch(history, await history.search('search-1'), log())
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'weights', step: checkpointStep } })
  return recorder
}
const add = (recorder: JobRecorder, from: number, to: number): void => void recorder.record({ kind: 'event', sequence: 2, event: { kind: 'candidates', candidates: candidates(from, to) } })
const finish = (recorder: JobRecorder, count: number): void => void recorder.record({ kind: 'done', result: { kind: 'search', state: 'finished', summary: summary(count) } })

/** By another process: to open and close the file here would give up our lock on it. */
function copied(): string {
  const copy = temporaryHome()
  execFileSync('cp', ['-r', `${home}/.`, copy])
  return copy
}

async function expectFinished(count: number): Promise<void> {
  const { history, notices, close } = await openOwned(home)
  expect(await history.search('search-1')).toMatchObject({ state: 'finished', candidates: count, summary: summary(count), checkpointStep: 5, seconds: 20 })
  expect(history.candidates('search-1')).toEqual(candidates(0, count))
  expect(notices.join(' ')).toContain(`Search search-1 of run run-1 was read back from its log: ${count} architectures, finished.`)
  await close()
  const again = await openOwned(home)
  expect(again.notices).toEqual([])
  await again.close()
}

describe('a search comes back whole', () => {
  beforeEach(() => {
    home = temporaryHome()
  })

  it('where the restored backup was made in the middle of it', async () => {
    const { history, close } = await openOwned(home)
    await finishedRun(history)
    const recorder = await begin(history)
    add(recorder, 0, 64)
    await history.backup()
    add(recorder, 64, 96)
    finish(recorder, 96)
    await close()
    truncateSync(homeFolder(home).historyFile, 9000)
    await expectFinished(96)
  })

  it('where the backup has all its candidates, but not its end', async () => {
    const { history, close } = await openOwned(home)
    await finishedRun(history)
    const recorder = await begin(history)
    add(recorder, 0, 96)
    const copy = copied()
    finish(recorder, 96)
    execFileSync('cp', [log(), searchLogFile(homeFolder(copy), 'run-1', 'search-1')])
    await close()
    home = copy
    await expectFinished(96)
  })

  it('of a run that ended long ago, after a lost log of SQLite', async () => {
    const first = await openOwned(home)
    await finishedRun(first.history)
    await first.close()
    const { history, close } = await openOwned(home)
    const recorder = await begin(history)
    add(recorder, 0, 64)
    add(recorder, 64, 96)
    finish(recorder, 96)
    const copy = copied()
    await close()
    home = copy
    rmSync(`${homeFolder(home).historyFile}-wal`)
    await expectFinished(96)
  })
})

describe('what stays as it is', () => {
  it('a search that was stopped in the queue, of which its log says nothing', async () => {
    home = temporaryHome()
    const { history, close } = await openOwned(home)
    await finishedRun(history)
    const recorder = await begin(history)
    add(recorder, 0, 64)
    recorder.exited(null)
    history.addSearch({ id: 'search-1', config, checkpointStep: 5 })
    history.endSearch('search-1', { state: 'stopped', summary: null, seconds: 0, error: null })
    await close()
    const again = await openOwned(home)
    expect(again.notices).toEqual([])
    expect(await again.history.search('search-1')).toMatchObject({ state: 'stopped', candidates: 64 })
    // Where its log cannot be removed it is not removed either: the log would bring it back.
    rmSync(log())
    mkdirSync(log())
    expect(() => again.history.removeSearch('search-1')).toThrow(/log .* of the search cannot be removed/)
    expect(await again.history.search('search-1')).toMatchObject({ state: 'stopped' })
    await again.close()
  })
})

describe('a damaged log', () => {
  const spoil = (line: number): void => {
    const lines = readFileSync(log(), 'utf8').split('\n')
    lines[line] = (lines[line] ?? '').slice(20)
    writeFileSync(log(), lines.join('\n'))
  }
  /** Lines: started, candidates 0 to 63, candidates 64 to 95, ended. */
  const written = async (end: (recorder: JobRecorder) => void): Promise<void> => {
    home = temporaryHome()
    const { history, close } = await openOwned(home)
    await finishedRun(history)
    const recorder = await begin(history)
    add(recorder, 0, 64)
    add(recorder, 64, 96)
    end(recorder)
    await close()
  }

  it('whose last candidates cannot be read is of an interrupted search, which goes on', async () => {
    await written((recorder) => finish(recorder, 96))
    spoil(2)
    expect(rebuildSearchFromLog(log())).toMatchObject({ candidates: candidates(0, 64), end: { state: 'interrupted', summary: null }, isDamaged: true })
    for (const part of ['', '-wal', '-shm']) rmSync(`${homeFolder(home).historyFile}${part}`, { force: true })
    rmSync(homeFolder(home).backups, { recursive: true, force: true })
    const { history, close } = await openOwned(home)
    expect(await history.search('search-1')).toMatchObject({ state: 'interrupted', candidates: 64, summary: null })
    await close()
  })

  it('that lacks a whole line is found out by the count of its summary', async () => {
    await written((recorder) => finish(recorder, 96))
    const lines = readFileSync(log(), 'utf8').split('\n')
    writeFileSync(log(), lines.filter((_, at) => at !== 2).join('\n'))
    expect(rebuildSearchFromLog(log())).toMatchObject({ candidates: candidates(0, 64), end: { state: 'interrupted', summary: null }, isDamaged: false })
  })

  it('takes nothing from behind a damaged line for a part that it may not belong to', async () => {
    await written((recorder) => recorder.exited(null))
    const { history, close } = await openOwned(home)
    // With another checkpoint, which the damaged line would have said.
    const other = await begin(history, 9)
    add(other, 0, 32)
    other.exited(null)
    await close()
    spoil(4)
    expect(rebuildSearchFromLog(log())).toMatchObject({ checkpointStep: 5, candidates: candidates(0, 96), end: { state: 'interrupted' } })
    // The history, which has the newer part, keeps it.
    const again = await openOwned(home)
    expect(again.notices).toEqual([])
    expect(await again.history.search('search-1')).toMatchObject({ state: 'interrupted', candidates: 32, checkpointStep: 9 })
    await again.close()
  })

  it('tells why a search failed', async () => {
    const error = { code: 'search-impossible', message: 'None was fast enough.' } as const
    const failed = { ...error, cause: '' }
    await written((recorder) => void recorder.record({ kind: 'failed', error: failed }))
    expect(rebuildSearchFromLog(log())).toMatchObject({ candidates: candidates(0, 96), end: { state: 'failed', error } })
    for (const part of ['', '-wal', '-shm']) rmSync(`${homeFolder(home).historyFile}${part}`, { force: true })
    rmSync(homeFolder(home).backups, { recursive: true, force: true })
    const { history, close } = await openOwned(home)
    expect(await history.search('search-1')).toMatchObject({ state: 'failed', candidates: 96, error })
    await close()
  })
})

describe('what cannot be read keeps no history from opening, and is told', () => {
  const opened = async (spoil: () => void, told: () => string): Promise<void> => {
    home = temporaryHome()
    const first = await openOwned(home)
    await finishedRun(first.history)
    const recorder = await begin(first.history)
    add(recorder, 0, 64)
    recorder.exited(null)
    await first.close()
    spoil()
    const { history, notices, close } = await openOwned(home)
    expect(notices.filter((notice) => notice.includes(told()))).toHaveLength(1)
    expect(await history.search('search-1')).toMatchObject({ state: 'interrupted', candidates: 64 })
    await close()
  }

  it('a folder in the place of the log of a search', () =>
    opened(() => {
      rmSync(log())
      mkdirSync(log())
    }, () => `The log ${log()} of a search cannot be read`))

  it('a file in the place of the folder of the searches', () =>
    opened(() => {
      rmSync(dirname(log()), { recursive: true })
      writeFileSync(dirname(log()), '')
    }, () => `The folder ${dirname(log())} of the searches of run run-1 cannot be read`))

  it('beside others that can be, in a restoration', async () => {
    home = temporaryHome()
    const { history, close } = await openOwned(home)
    await finishedRun(history)
    const recorder = await begin(history)
    add(recorder, 0, 96)
    finish(recorder, 96)
    await close()
    mkdirSync(searchLogFile(homeFolder(home), 'run-1', 'search-0'))
    loseHistory(home)
    const again = await openOwned(home)
    expect(await again.history.search('search-1')).toMatchObject({ state: 'finished', candidates: 96 })
    expect(again.notices.filter((notice) => notice.includes('search-0'))).toHaveLength(1)
    await again.close()
  })
})

it('searches that come back from their logs are listed in the order in which they were made', async () => {
  home = temporaryHome()
  const { history, close } = await openOwned(home)
  await finishedRun(history)
  const made = ['c', 'a', 'b']
  for (const id of made) {
    history.addSearch({ id, config, checkpointStep: 5 })
    const recorder = recordSearch(history, await history.search(id), searchLogFile(homeFolder(home), 'run-1', id))
    recorder.record({ kind: 'event', sequence: 1, event: { kind: 'weights', step: 5 } })
    recorder.exited(null)
    await new Promise((later) => setTimeout(later, 5))
  }
  await close()
  loseHistory(home)
  const again = await openOwned(home)
  expect((await again.history.searches()).map(({ id }) => id)).toEqual(made.toReversed())
  await again.close()
})
