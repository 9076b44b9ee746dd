/** Runs as the recorder of a job writes them, into history and log; and logs that were damaged afterwards. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { MetricRow } from '../../src-contract/domain/run'
import type { HistoryWriter } from '../../src-main/database/history-api'
import { recordRun } from '../../src-main/jobs/run-recorder'
import { homeFolder, logFile } from '../../src-main/system/home-folder'
import { exampleConfig, exampleRun } from './history-records'

export const recordedSteps = 600
export const recordedEnd = { kind: 'done', result: { kind: 'train', state: 'finished', steps: recordedSteps, totalSteps: recordedSteps, finalLoss: 0.5, weightsSha256: 'w', seconds: 12.5 } } as const

/** Line 1 of its log is its start, each of the next has 50 rows, the last is its end. */
export async function recordedRun(home: string, history: HistoryWriter, id: string, rows: readonly MetricRow[], finish = true): Promise<void> {
  history.addRun(exampleRun(id, `name of ${id}`))
  await recordedPart(home, history, id, 0, rows, finish)
}

/** A part of a run that goes on at a step. Without an end its process was killed. */
export async function recordedPart(home: string, history: HistoryWriter, id: string, step: number, rows: readonly MetricRow[], finish = true): Promise<void> {
  const recorder = recordRun(history, await history.run(id), logFile(homeFolder(home), id))
  recorder.record({ kind: 'event', sequence: 1, event: { kind: 'started', step, totalSteps: recordedSteps, config: exampleConfig } })
  for (let from = 0; from < rows.length; from += 50) recorder.record({ kind: 'event', sequence: 2, event: { kind: 'metrics', rows: rows.slice(from, from + 50) } })
  if (finish) recorder.record(recordedEnd)
}

/** Changes one line of a log, counted from 1, as a damaged disk would. */
export function damageLine(path: string, line: number, change: (text: string) => string): void {
  const lines = readFileSync(path, 'utf8').split('\n')
  const before = lines[line - 1] ?? ''
  const after = change(before)
  if (after === before) throw new Error(`line ${line} of ${path} is as it was: ${before.slice(0, 200)}`)
  lines[line - 1] = after
  writeFileSync(path, lines.join('\n'))
}

/** Of a closed one: what is left are the logs. */
export function loseHistory(home: string): void {
  const { historyFile, backups } = homeFolder(home)
  for (const part of ['', '-wal', '-shm']) rmSync(historyFile + part, { force: true })
  rmSync(backups, { recursive: true, force: true })
}
