/**
 * A small JSON file of ours, such as the settings: read with a schema that fills in what is missing, written so that a
 * crash leaves the old or the new one. A file that cannot be read is kept beside as `<name>.bad`.
 */
import { readFileSync, renameSync } from 'node:fs'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import { systemErrorCode } from '../../src-contract/errors'
import { diskError } from './disk-error'

export interface JsonFile<T> {
  /** As last read or written. */
  readonly value: T
  /** What was wrong with the file that was there; null when it was fine or is new. */
  readonly problem: string | null
  /** Durable when it returns. */
  write(value: T): void
}

/** The schema must accept `{}`: that gives the defaults. */
export function openJsonFile<T>(path: string, schema: v.GenericSchema<unknown, T>): JsonFile<T> {
  const read = readWith(path, schema)
  let current = read.value
  return {
    get value() {
      return current
    },
    problem: read.problem,
    write(value) {
      try {
        writeFileAtomic.sync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
      } catch (error) {
        throw diskError(error, `${path} cannot be written`)
      }
      current = value
    },
  }
}

function readWith<T>(path: string, schema: v.GenericSchema<unknown, T>): { readonly value: T; readonly problem: string | null } {
  const defaults = (): T => v.parse(schema, {})
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return { value: defaults(), problem: null }
    return { value: defaults(), problem: `${path} cannot be read (${messageOf(error)}): defaults are used.` }
  }
  try {
    const parsed: unknown = JSON.parse(text)
    // The schema of an object also takes a list, with defaults for all that is not in it.
    if (Array.isArray(parsed)) throw new Error('it holds a list')
    return { value: v.parse(schema, parsed), problem: null }
  } catch (error) {
    return { value: defaults(), problem: `${path} is damaged (${messageOf(error)}): defaults are used, ${setAside(path)}` }
  }
}

function setAside(path: string): string {
  const kept = `${path}.bad`
  try {
    renameSync(path, kept)
    return `and the file is kept as ${kept}.`
  } catch (error) {
    return `and the file stays until the next change (${messageOf(error)}).`
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
