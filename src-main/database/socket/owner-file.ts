/** Who owns the history, for the message when the owner does not answer; the lock itself decides, never this file. */
import { rmSync, writeFileSync } from 'node:fs'
import * as v from 'valibot'
import { diskError } from '../../system/disk-error'
import type { HomeFolder } from '../../system/home-folder'
import { startOfProcess } from '../../system/live-process'
import { readOrNull } from '../../system/read-or-null'

/** Where the user finds the process that owns a history. */
export const placeSchema = v.picklist(['window', 'terminal'])
export type Place = v.InferOutput<typeof placeSchema>

export interface Owner {
  readonly pid: number
  readonly place: Place
}

const schema = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(1)), started: v.string(), place: v.optional(placeSchema, 'terminal') })

export function describeOwner({ pid, place }: Owner): string {
  return place === 'window' ? `the Supernet Studio window (process ${pid})` : `a command in a terminal (process ${pid})`
}

export function writeOwnerFile(folder: HomeFolder, place: Place): void {
  try {
    rmSync(folder.ownerFile, { force: true })
    writeFileSync(folder.ownerFile, JSON.stringify({ pid: process.pid, started: startOfProcess(process.pid) ?? '', place }), { mode: 0o600 })
  } catch (error) {
    throw diskError(error, `${folder.ownerFile} cannot be written`)
  }
}

export function removeOwnerFile(folder: HomeFolder): void {
  rmSync(folder.ownerFile, { force: true })
}

/** Null when the file is missing, unreadable, or left by a process that is gone. */
export function readOwner(folder: HomeFolder): Owner | null {
  const text = readOrNull(folder.ownerFile)
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Read while it was being written, or left half-written by a crash: then nobody is known.
    return null
  }
  const owner = v.safeParse(schema, value)
  // A process id is used again after a while; the start time tells the two apart.
  return owner.success && startOfProcess(owner.output.pid) === owner.output.started ? owner.output : null
}
