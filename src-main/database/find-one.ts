import { StudioError, type ErrorCode } from '../../src-contract/errors'
import type { Lookup } from './sqlite'

/**
 * Look-up as a user types it: the exact id, else the exact name, else the beginning of an id. What fits more than one
 * is an error that lists them, never a guess.
 */
export function findOne<Row extends { readonly id: string }>(
  prepare: (where: string) => Lookup<Row>,
  options: { readonly byName: boolean; readonly missing: ErrorCode; readonly noun: string },
): (key: string) => Row {
  const ways = [
    prepare('WHERE id = ?'),
    ...(options.byName ? [prepare('WHERE name = ? LIMIT 6')] : []),
    prepare('WHERE instr(id, ?) = 1 LIMIT 6'),
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
