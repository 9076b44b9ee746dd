/** Brings runs of the history to what their logs say. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { runFolder, type HomeFolder } from '../system/home-folder'
import { trashFolder } from '../system/trash-folder'
import { faultOfLog } from './log-fault'
import { rebuildRunFromLog, type RebuiltRun } from './rebuild-run'
import { rowsHash } from './rows-hash'
import { trackedFigures } from './run-figures'
import type { Connection } from './sqlite'
import type { Tables } from './tables/all'
import { pointsHash } from './tracked-pack'
import { trashedIds } from './trash'

export interface LoggedRun {
  readonly id: string
  readonly log: string
  readonly inTrash: boolean
}

/** Every run of the home folder that has a log. */
export function loggedRuns(home: HomeFolder): LoggedRun[] {
  const kept = readdirSync(home.runs).flatMap((id) => (id.startsWith('.') ? [] : [{ id, log: join(home.runs, id, 'log.jsonl'), inTrash: false }]))
  const trashed = trashedIds(home).map((id) => ({ id, log: join(trashFolder(runFolder(home, id)), 'log.jsonl'), inTrash: true }))
  return [...kept, ...trashed].filter(({ log }) => existsSync(log))
}

/**
 * Makes the history say of these runs what their logs say. A log is written before the history is, so where both are
 * whole and differ, the history has lost something. Returns a sentence for each run that was changed or cannot be.
 */
export async function bringUpToDate(db: Connection, tables: Tables, runs: readonly LoggedRun[]): Promise<string[]> {
  const notices: string[] = []
  for (const { id, log, inTrash } of runs) {
    let rebuilt: RebuiltRun
    try {
      rebuilt = await rebuildRunFromLog(log)
    } catch (error) {
      notices.push(error instanceof Error ? error.message : String(error))
      continue
    }
    // A log that was put into the folder of another run says nothing about this one.
    if (rebuilt.run.id !== id) continue
    const stored = tables.runs.stored(id)
    if (stored !== null && agrees(tables, stored, rebuilt)) continue
    const damagedLog = rebuilt.damagedLines.length > 0
    if (stored !== null && damagedLog) continue
    try {
      replaceRun(db, tables, rebuilt)
    } catch (error) {
      notices.push(`Run ${id} (${rebuilt.run.name}) was not read back: what its log ${log} says cannot be stored (${faultOfLog(error, db)}). Keep the log; the other runs are not touched.`)
      continue
    }
    if (stored === null && inTrash) tables.marks.setDeleted(id, new Date().toISOString())
    const lines = damagedLog ? `, but lines ${rebuilt.damagedLines.join(', ')} of the log ${log} are damaged and their steps are missing` : ''
    notices.push(`Run ${id} (${rebuilt.run.name}) was read back from its log: ${rebuilt.run.steps} steps, ${rebuilt.run.state}${lines}.`)
  }
  return notices
}

function agrees(tables: Tables, stored: RunRecord, { run, metrics, tracked }: RebuiltRun): boolean {
  const number = tables.runs.anyNumberOf(run.id)
  return stored.state === run.state && stored.steps === run.steps && tables.metrics.hash(number) === rowsHash(metrics) && tables.tracked.hash(number) === pointsHash(tracked)
}

/** Puts a rebuilt run in the place of what the history has of it; marks of the user and rankings stay. */
export function replaceRun(db: Connection, { runs, metrics, checkpoints, tracked }: Tables, rebuilt: RebuiltRun): void {
  const { run } = rebuilt
  db.transaction(() => {
    const stored = runs.stored(run.id)
    // A log knows the name that the run had when it began; a later one stands in the history, where it is not damaged.
    const name = stored !== null && runs.isIntact(run.id) ? stored.name : run.name
    if (stored === null) runs.add(run, run.createdAt)
    const number = runs.anyNumberOf(run.id)
    metrics.removeFrom(number, 0)
    metrics.add(number, rebuilt.metrics)
    checkpoints.removeAfter(number, -1)
    for (const checkpoint of rebuilt.checkpoints) checkpoints.put(number, checkpoint)
    tracked.removeAfter(number, -1)
    for (const point of rebuilt.tracked) tracked.add(number, point)
    // A key that was damaged lies out of order, where neither deleting nor finding sees it.
    if (metrics.hash(number) !== rowsHash(rebuilt.metrics)) throw new StudioError('history-damaged', `The rows of run ${run.id} cannot be mended in place.`)
    const vouched = run.state === 'finished' || run.state === 'stopped' || run.state === 'paused'
    runs.restore(number, { ...run, name }, vouched ? metrics.hash(number) : null)
    runs.setLoss(number, metrics.loss(number))
    runs.setTracked(number, trackedFigures(tracked.newest(number)))
  }).immediate()
}
