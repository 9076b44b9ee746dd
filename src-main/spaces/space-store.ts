import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { StoredSpaces } from '../../src-contract/api/spaces'
import { StudioError, systemErrorCode } from '../../src-contract/errors'
import type { OwnSpace } from '../../src-contract/search-space/own-space'
import { diskError } from '../system/disk-error'
import { syncPath } from '../system/sync-path'
import { newId } from '../system/new-id'
import { readSpace } from './read-space'

/** Larger than any space within the limits. */
const largestFile = 2 ** 20

/**
 * The spaces of a history: a folder with a copy of each file, called by its name. Runs do not need them, they carry
 * their space with them. Window and command line may use it at the same time.
 */
export class SpaceStore {
  /** @param folder made before the first `add` */
  constructor(private readonly folder: string) {}

  /** By name. A file that somebody damaged is told and keeps no other from being used. */
  list(): StoredSpaces {
    const spaces: OwnSpace[] = []
    const problems: string[] = []
    for (const name of this.names()) {
      try {
        spaces.push(this.read(name))
      } catch (error) {
        if (!(error instanceof StudioError)) throw error
        problems.push(error.message)
      }
    }
    return { spaces, problems }
  }

  /** Throws 'space-missing', or 'space-malformed' where the stored copy is damaged. */
  get(name: string): OwnSpace {
    if (!this.names().includes(name)) throw missing(name, this.names())
    return this.read(name)
  }

  /** Keeps a copy of the file. Throws 'space-malformed' naming the line, and where there is a space of that name. */
  add(path: string): OwnSpace {
    const text = readWhole(path)
    return this.keep(readSpace(text, path), text, path)
  }

  /** @param path what the file is called in messages */
  keep(space: OwnSpace, text: string, path: string): OwnSpace {
    const taken = this.names().find((name) => name.toLowerCase() === space.name.toLowerCase())
    if (taken !== undefined) throw exists(path, taken)
    const draft = join(this.folder, `.${newId()}`)
    try {
      writeFileSync(draft, text, { mode: 0o600, flush: true })
      // Of two that add the same name at once only one succeeds.
      linkSync(draft, this.fileOf(space.name))
      syncPath(this.folder)
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') throw exists(path, space.name)
      throw diskError(error, `The space cannot be kept in ${this.folder}`)
    } finally {
      rmSync(draft, { force: true })
    }
    return space
  }

  /** Also one whose copy is damaged. */
  remove(name: string): void {
    if (!this.names().includes(name)) throw missing(name, this.names())
    try {
      rmSync(this.fileOf(name), { force: true })
    } catch (error) {
      throw diskError(error, `${this.fileOf(name)} cannot be removed`)
    }
  }

  private read(name: string): OwnSpace {
    const file = this.fileOf(name)
    const space = readSpace(readWhole(file), file)
    if (space.name !== name) throw new StudioError('space-malformed', `${file} holds a space that is called "${space.name}". Rename the file, or remove it with \`studio space remove ${name}\`.`)
    return space
  }

  private names(): readonly string[] {
    try {
      return readdirSync(this.folder).flatMap((file) => (/^[A-Za-z].*\.json$/.test(file) ? [file.slice(0, -'.json'.length)] : [])).sort()
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return []
      throw diskError(error, `The folder ${this.folder} of search spaces cannot be read`)
    }
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name}.json`)
  }
}

function readWhole(path: string): string {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw new StudioError('space-malformed', `${path} is no file. Give the JSON file of a search space.`)
    if (stat.size > largestFile) throw new StudioError('space-malformed', `${path} has ${stat.size} bytes; a search space has at most ${largestFile}.`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw new StudioError('file-missing', `There is no file ${path}.`)
    throw diskError(error, `${path} cannot be read`)
  }
}

function exists(path: string, name: string): StudioError {
  return new StudioError('bad-argument', `There is already a search space "${name}": change "name" in ${basename(path)}, or remove that one first.`)
}

function missing(name: string, names: readonly string[]): StudioError {
  const own = names.length === 0 ? 'there are none yet (studio space add FILE)' : `your own are ${names.join(', ')}`
  return new StudioError('space-missing', `There is no search space "${name}": ${own}.`)
}
