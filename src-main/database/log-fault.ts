import { StudioError } from '../../src-contract/errors'
import { isRefusedValue, sqliteError, type Connection } from './sqlite'

/**
 * Why the history could not take what a log says, as a clause: one log must never keep all others from being opened.
 * Throws what is the fault of the history or the disk, which meets every log.
 */
export function faultOfLog(error: unknown, db: Connection): string {
  const known = sqliteError(error, db.name)
  const ofAll = known !== error && !isRefusedValue(error)
  if (ofAll || (known instanceof StudioError && known.code === 'history-damaged')) throw known
  return error instanceof Error ? error.message : String(error)
}
