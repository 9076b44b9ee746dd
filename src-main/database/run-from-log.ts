/** Brings runs of the history to what their logs say. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunState } from '../../src-contract/domain/choices'
import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { runFolder, type HomeFolder } from '../system/home-folder'
import { trashFolder } from '../system/trash-folder'
import { filledFromHistory, madeSteps } from './filled-from-history'
import { faultOfLog } from './log-fault'
import { inOrderOfCreation } from './log-order'
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
 * whole and differ, the history has lost something. Returns a sentence for each run that was changed or cannot be, and
 * for each damaged log.
 */
export async function bringUpToDate(db: Connection, tables: Tables, runs: readonly LoggedRun[]): Promise<string[]> {
  const notices: string[] = []
  // Those that the history lacks get their numbers, by which runs are listed, in this order.
  for (const run of inOrderOfCreation(runs)) {
    let rebuilt: RebuiltRun
    try {
      rebuilt = await rebuildRunFromLog(run.log)
    } catch (error) {
      notices.push(error instanceof Error ? error.message : String(error))
      continue
    }
    // A log that was put into the folder of another run says nothing about this one.
    if (rebuilt.run.id !== run.id) continue
    const notice = bringRunUpToDate(db, tables, run, rebuilt)
    if (notice !== null) notices.push(notice)
  }
  return notices
}

function bringRunUpToDate(db: Connection, tables: Tables, { id, log, inTrash }: LoggedRun, fromLog: RebuiltRun): string | null {
  const stored = tables.runs.stored(id)
  const isDamaged = fromLog.damagedLines.length > 0
  const rebuilt = isDamaged && stored !== null ? filledFromHistory(fromLog, tables) : fromLog
  const { run } = rebuilt
  const damage = isDamaged ? `, but lines ${rebuilt.damagedLines.join(', ')} of its log ${log} are damaged` : ''
  if (stored !== null) {
    const isKnown = agrees(tables, stored, rebuilt)
    if (isKnown && !isDamaged) return null
    if (isKnown || (isDamaged && !hasMore(run, stored))) return `Run ${id} (${stored.name}) stays as the history has it, with ${stored.steps} steps${damage}.`
  }
  try {
    replaceRun(db, tables, rebuilt)
  } catch (error) {
    return `Run ${id} (${run.name}) was not read back: what its log ${log} says cannot be stored (${faultOfLog(error, db)}). Keep the log; the other runs are not touched.`
  }
  if (stored === null && inTrash) tables.marks.setDeleted(id, new Date().toISOString())
  const missing = madeSteps(rebuilt) - run.steps
  return `Run ${id} (${run.name}) was read back from its log: ${run.steps} steps, ${run.state}${damage}${isDamaged && missing > 0 ? ` and ${missing} steps are missing` : ''}.`
}

/**
 * Whether a damaged log, filled up from the history, still has more than that. Otherwise its newest lines may be those
 * that cannot be read, and the history is the newer of the two.
 */
function hasMore(run: RunRecord, stored: RunRecord): boolean {
  if (stored.state === 'finished') return false
  if (run.steps !== stored.steps) return run.steps > stored.steps
  return endRank(run.state) > endRank(stored.state)
}

/** A run that was paused, stopped or failed may finish later. */
function endRank(state: RunState): number {
  if (state === 'finished') return 2
  return state === 'queued' || state === 'running' || state === 'interrupted' ? 0 : 1
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
