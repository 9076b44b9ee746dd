import { openConnection, translated } from './sqlite'

const longestWaitMs = 30_000

/**
 * Runs `work` while no other process does so with the same file, and waits for its turn, with the event loop stopped.
 * The lock is SQLite's: the end of a process gives it back, however it ends.
 */
export function inTurn<T>(path: string, work: () => T): T {
  const db = translated(path, () => openConnection(path, longestWaitMs))
  try {
    translated(path, () => db.exec('BEGIN EXCLUSIVE'))
    return work()
  } finally {
    db.close()
  }
}
