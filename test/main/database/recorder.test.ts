import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CheckpointRecord, RunRecord } from '../../../src-contract/domain/run'
import type { JobEvent } from '../../../src-contract/worker-protocol'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { rebuildRunFromLog } from '../../../src-main/database/rebuild-run'
import { rowsHash } from '../../../src-main/database/rows-hash'
import { recordRanking, recordRun, type JobRecorder } from '../../../src-main/jobs/run-recorder'
import { checkpointFolder, homeFolder, logFile } from '../../../src-main/system/home-folder'
import { addExampleRun, allMetrics, allRankingRows, exampleConfig, metricRow, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

interface Recording {
  readonly history: HistoryWriter
  readonly log: string
  start(): Promise<JobRecorder>
  readonly close: () => Promise<void>
}

async function recording(): Promise<Recording> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  const log = logFile(homeFolder(home), 'run-1')
  for (const step of [30, 60, 100]) mkdirSync(checkpointFolder(homeFolder(home), 'run-1', step), { recursive: true })
  return { history, log, start: async () => recordRun(history, await history.run('run-1'), log), close }
}

let sequence = 0
function give(recorder: JobRecorder, ...events: readonly JobEvent[]): void {
  for (const event of events) {
    sequence += 1
    expect(recorder.record({ kind: 'event', sequence, event })).toBe(sequence)
  }
}

const started = (step: number): JobEvent => ({ kind: 'started', step, totalSteps: 100, config: { ...exampleConfig, momentum: { id: 'separated', splitChoice: 2 } } })
const metrics = (from: number, to: number): JobEvent => ({ kind: 'metrics', rows: metricRows(from, to) })
const checkpoint = (step: number): JobEvent => ({ kind: 'checkpoint', checkpoint: { step, path: `/runs/${step}`, bytes: step * 3, weightsSha256: `sha-${step}` } })
const progress: JobEvent = { kind: 'progress', progress: { phase: 'Training', done: 1, total: 2, unit: 'steps', secondsLeft: null, figures: {} } }
const done = { kind: 'done', result: { kind: 'train', state: 'finished', steps: 100, totalSteps: 100, finalLoss: 0.5, weightsSha256: 'w', seconds: 12.5 } } as const

/** The run as the log alone tells it equals the history, but for milliseconds between the two. */
async function expectEqualToLog({ history, log }: Recording): Promise<void> {
  const rebuilt = await rebuildRunFromLog(log)
  const run = await history.run('run-1')
  expect(rebuilt.damagedLines).toEqual([])
  expect(rebuilt.metrics).toEqual(await allMetrics(history, 'run-1'))
  const unplaced = (all: readonly CheckpointRecord[]): object[] => all.map((checkpoint) => ({ ...checkpoint, path: '' }))
  expect(unplaced(rebuilt.checkpoints)).toEqual(unplaced(await history.checkpoints('run-1')))
  const untimed = (record: RunRecord): object => ({ ...record, endedAt: null, seconds: 0 })
  expect(untimed(rebuilt.run)).toEqual(untimed(run))
  expect(rebuilt.run.seconds).toBeCloseTo(run.seconds, 1)
  expect(Math.abs(Date.parse(rebuilt.run.endedAt ?? '') - Date.parse(run.endedAt ?? ''))).toBeLessThan(1000)
}

test('a run with an interruption: history and log tell the same', async () => {
  const parts = await recording()
  const first = await parts.start()
  give(first, started(0), metrics(0, 30), progress, checkpoint(30), metrics(30, 47), { kind: 'log', level: 'warning', message: 'line\nbreak' })
  first.exited({ code: 'worker-died', message: 'The worker died.', cause: '' })
  expect(await parts.history.run('run-1')).toMatchObject({ state: 'interrupted', steps: 47, error: { code: 'worker-died' } })
  await expectEqualToLog(parts)

  const second = await parts.start()
  give(second, started(30), metrics(30, 60), checkpoint(60), metrics(60, 100), checkpoint(100), checkpoint(100))
  expect(second.record(done)).toBeNull()
  second.exited(null)
  expect(await parts.history.run('run-1')).toMatchObject({ state: 'finished', steps: 100, finalLoss: 0.5, weightsSha256: 'w' })
  expect(await allMetrics(parts.history, 'run-1')).toEqual(metricRows(0, 100))
  expect(parts.history.verifyRun('run-1')).toBe(true)
  expect(rowsHash((await rebuildRunFromLog(parts.log)).metrics)).toBe(rowsHash(metricRows(0, 100)))
  await expectEqualToLog(parts)
  await parts.close()
})

test('failed, and gone before it started', async () => {
  const parts = await recording()
  const first = await parts.start()
  first.exited(null)
  expect((await parts.history.run('run-1')).state).toBe('interrupted')
  const second = await parts.start()
  give(second, started(0), metrics(0, 2))
  second.record({ kind: 'failed', error: { code: 'not-a-number', message: 'Step 2 is no number.', cause: 'x' } })
  expect(() => second.record({ kind: 'event', sequence: 1, event: metrics(2, 3) })).toThrow(/after its end/)
  second.exited({ code: 'worker-died', message: 'ignored', cause: '' })
  expect(await parts.history.run('run-1')).toMatchObject({ state: 'failed', steps: 2, error: { code: 'not-a-number', message: 'Step 2 is no number.' } })
  await expectEqualToLog(parts)
  await parts.close()
})

test('what the history refuses is not in the log either, and can be given again', async () => {
  const parts = await recording()
  const recorder = await parts.start()
  give(recorder, started(0), metrics(0, 3))
  const before = readFileSync(parts.log, 'utf8')
  expect(() => recorder.record({ kind: 'event', sequence: 9, event: { kind: 'metrics', rows: [metricRow(3), { ...metricRow(4), loss: Infinity }] } })).toThrow(/finite/)
  expect(readFileSync(parts.log, 'utf8')).toBe(before)
  give(recorder, metrics(3, 6))
  recorder.record(done)
  await expectEqualToLog(parts)
  await parts.close()
})

test('a torn last line is left out, and cut off before the log goes on', async () => {
  const parts = await recording()
  const first = await parts.start()
  give(first, started(0), metrics(0, 10))
  first.exited(null)
  for (const torn of ['{"time":"2025-01-01T00:00:00.000Z","kind":"metr', 'x'.repeat(200_000), '\0'.repeat(64)]) {
    appendFileSync(parts.log, torn)
    const rebuilt = await rebuildRunFromLog(parts.log)
    expect(rebuilt).toMatchObject({ damagedLines: [], run: { steps: 10 } })
  }
  const second = await parts.start()
  give(second, started(10), metrics(10, 12))
  second.record(done)
  await expectEqualToLog(parts)
  await parts.close()
})

test('damage within a log is told by line, and the rest is used', async () => {
  const parts = await recording()
  const recorder = await parts.start()
  give(recorder, started(0), metrics(0, 10), metrics(10, 20))
  recorder.record(done)
  const lines = readFileSync(parts.log, 'utf8').split('\n')
  lines[1] = lines[1]?.replace('"rows":[[', '"rows":[[["') ?? ''
  writeFileSync(parts.log, lines.join('\n'))
  expect(await rebuildRunFromLog(parts.log)).toMatchObject({ damagedLines: [2], metrics: metricRows(10, 20), run: { state: 'finished' } })
  writeFileSync(parts.log, [...lines.slice(0, 3), 'no json', ''].join('\n'))
  expect((await rebuildRunFromLog(parts.log)).damagedLines).toEqual([2, 4])
  truncateSync(parts.log)
  await expect(rebuildRunFromLog(parts.log)).rejects.toMatchObject({ code: 'history-damaged' })
  await expect(rebuildRunFromLog(`${parts.log}.none`)).rejects.toMatchObject({ code: 'file-missing' })
  await parts.close()
})

test('a ranking: scores, end, and the process gone before it', async () => {
  const { history, close } = await recording()
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 0 })
  const first = recordRanking(history, 'rank-1')
  give(first, { kind: 'scores', scores: [{ liveKey: 'a', accuracy: 0.5, loss: 1 }] }, progress)
  first.exited({ code: 'worker-died', message: 'The worker died.', cause: '' })
  expect(await history.rankings('run-1')).toMatchObject([{ state: 'interrupted', error: { code: 'worker-died', message: 'The worker died.' } }])
  expect(history.scores('rank-1')).toEqual([{ liveKey: 'a', accuracy: 0.5, loss: 1 }])
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 0 })
  const second = recordRanking(history, 'rank-1')
  second.record({ kind: 'done', result: { kind: 'rank', state: 'finished', checkpointStep: 0, estimateSeconds: 1, rows: [rankingRow(1)], summary: rankingSummary() } })
  second.exited(null)
  expect(await history.rankings('run-1')).toMatchObject([{ state: 'finished', error: null }])
  expect(await allRankingRows(history, 'rank-1')).toEqual([rankingRow(1)])
  await close()
})
