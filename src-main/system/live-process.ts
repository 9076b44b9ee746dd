/** Which process is meant by an id, which is used again after a while, and whether it still runs. */
import { readOrNull } from './read-or-null'

/**
 * Start time of a process in clock ticks since boot; null when there is none. A zombie is none: it has ended and given
 * all back, only its parent never asked how, as the first process of a container may not.
 */
export function startOfProcess(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`)
  // Behind the name, which may hold anything: fields 3 (state) and 22 (start).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

/** Resolves once the process that has this id now is gone. */
export async function endOfProcess(pid: number): Promise<void> {
  const start = startOfProcess(pid)
  while (start !== null && startOfProcess(pid) === start) await new Promise((again) => setTimeout(again, 100))
}
