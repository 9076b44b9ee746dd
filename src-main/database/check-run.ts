import { setImmediate as turn } from 'node:timers/promises'
import { StudioError } from '../../src-contract/errors'
import { logFile, type HomeFolder } from '../system/home-folder'
import { markDamaged } from './damage-mark'
import { rebuildRunFromLog } from './rebuild-run'
import { RowsHasher } from './rows-hash'
import { replaceRun } from './run-from-log'
import { translated, type Connection } from './sqlite'
import type { Tables } from './tables/all'
import type { MetricPosition } from './tables/metrics'

/** See HistoryWriter.checkRun. SQLite's own check does not see a changed value; the stored hashes do. */
export function runChecker(db: Connection, tables: Tables, home: HomeFolder): (runId: string) => Promise<string | null> {
  const checked = new Map<string, Promise<string | null>>()
  const check = async (id: string): Promise<string | null> => {
    const { runs } = tables
    const run = translated(home.historyFile, () => runs.get(id))
    const stored = runs.storedHash(id)
    const intact = translated(home.historyFile, () => runs.isIntact(id) && tables.tracked.isIntact(runs.numberOf(id))) && (stored === null || (await hashInParts(tables, runs.numberOf(id))) === stored)
    if (intact) return null
    const log = logFile(home, id)
    const rebuilt = await rebuildRunFromLog(log)
    try {
      translated(home.historyFile, () => replaceRun(db, tables, rebuilt))
    } catch (error) {
      if (!(error instanceof StudioError) || (error.code !== 'internal' && error.code !== 'history-damaged')) throw error
      // Rows that lie where they do not belong: no single run can be mended.
      markDamaged(home)
      throw new StudioError('history-damaged', `The history ${home.historyFile} is damaged: close it, and it is restored from its backup and the logs of the runs when it is opened again.`, error)
    }
    const lines = rebuilt.damagedLines.length === 0 ? '' : `; lines ${rebuilt.damagedLines.join(', ')} of it are damaged, and their steps are missing`
    return `Run ${id} (${run.name}) was damaged in the history and was read back from its log ${log}${lines}.`
  }
  return async (runId) => {
    const { id, state } = tables.runs.get(runId)
    if (state === 'running' || state === 'queued') return null
    const known = checked.get(id)
    if (known !== undefined) {
      await known
      return null
    }
    const result = check(id)
    checked.set(id, result)
    return result
  }
}

/** A million rows take most of a second: with turns in between, nobody waits for it. */
async function hashInParts({ metrics }: Tables, run: number): Promise<string> {
  const hasher = new RowsHasher()
  let after: MetricPosition | null = null
  do {
    const page: ReturnType<Tables['metrics']['page']> = metrics.page(run, null, after)
    for (const { step, stage, loss, rate, complexity, pool } of page.rows) hasher.add([step, stage, loss, rate, complexity, pool])
    after = page.next
    await turn()
  } while (after !== null)
  return hasher.digest()
}
