import { StudioError, type ErrorCode } from '../../src-contract/errors'
import type { Connection } from './sqlite'

/**
 * Look-up as a user types it: the exact id, else the exact name, else the beginning of an id. What fits more than one
 * is an error that lists them, never a guess.
 */
export function findOne<Row extends { readonly id: string }>(
  db: Connection,
  select: string,
  options: { readonly byName: boolean; readonly missing: ErrorCode; readonly noun: string },
): (key: string) => Row {
  const ways = [
    db.prepare<[string], Row>(`${select} WHERE id = ?`),
    ...(options.byName ? [db.prepare<[string], Row>(`${select} WHERE name = ? LIMIT 6`)] : []),
    db.prepare<[string], Row>(`${select} WHERE instr(id, ?) = 1 LIMIT 6`),
  ]
  return (key) => {
    for (const way of key === '' ? [] : ways) {
      const [first, ...more] = way.all(key)
      if (first === undefined) continue
      if (more.length === 0) return first
      const ids = [first, ...more].map((row) => row.id).join(', ')
      throw new StudioError('bad-argument', `"${key}" fits more than one ${options.noun} (${ids}): give more of the id.`)
    }
    throw new StudioError(options.missing, `There is no ${options.noun} "${key}" in the history.`)
  }
}
