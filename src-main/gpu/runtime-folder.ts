/**
 * The folder of the fetched libraries, `runtime/gpu` of the home folder: wheels while they are fetched, one folder with
 * what they hold, made whole under another name and then renamed, with a list of its files.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { GpuCheck } from '../../src-contract/domain/gpu'
import { systemErrorCode } from '../../src-contract/errors'
import { bytesBelow } from '../system/bytes-below'
import { diskError } from '../system/disk-error'
import type { HomeFolder } from '../system/home-folder'
import { newId } from '../system/new-id'
import { syncPath } from '../system/sync-path'
import { namesIn } from './names-in'
import type { RuntimeFacts } from './reason'
import { runtimeId, type WheelList } from './wheels'

const manifest = v.object({ files: v.pipe(v.array(v.object({ path: v.string(), bytes: v.number() })), v.minLength(1)) })
const check = v.object({ at: v.string(), onGpu: v.boolean(), cases: v.number(), passed: v.number(), failed: v.number() })

const manifestName = 'manifest.json'
const checkName = 'checked.json'
const workMark = '.work'
const removedMark = '.removing'

export class RuntimeFolder {
  readonly root: string
  /** Of the home folder, where this one is made. */
  readonly home: string
  /** With the libraries, once they are all there. */
  readonly installed: string
  readonly wheels: string

  constructor(
    home: Pick<HomeFolder, 'runtime'>,
    readonly list: WheelList,
  ) {
    this.home = home.runtime
    this.root = join(home.runtime, 'gpu')
    this.installed = join(this.root, runtimeId(list))
    this.wheels = join(this.root, 'wheels')
  }

  facts(): RuntimeFacts {
    const state = this.state()
    return { ...state, checked: state.state === 'installed' && this.check() !== null }
  }

  private state(): Pick<RuntimeFacts, 'state' | 'problem'> {
    const files = this.files()
    if (files !== null) {
      const wrong = files.find(({ path, bytes }) => sizeOf(join(this.installed, path)) !== bytes)
      return wrong === undefined ? { state: 'installed', problem: '' } : { state: 'damaged', problem: `${join(this.installed, wrong.path)} is missing or has another size` }
    }
    const names = namesIn(this.root)
    if (names.includes(basename(this.installed))) return { state: 'damaged', problem: `${join(this.installed, manifestName)} cannot be read` }
    if (namesIn(this.wheels).some((name) => name.endsWith('.whl'))) return { state: 'partial', problem: '' }
    return { state: names.some((name) => name.startsWith('tensorflow-')) ? 'outdated' : 'absent', problem: '' }
  }

  /** Of the last time that the golden cases were replayed with the libraries as they are. */
  check(): GpuCheck | null {
    return readJson(join(this.installed, checkName), check)
  }

  keepCheck(found: GpuCheck): void {
    writeFileAtomic.sync(join(this.installed, checkName), `${JSON.stringify(found)}\n`, { mode: 0o600 })
  }

  forgetCheck(): void {
    rmSync(join(this.installed, checkName), { force: true })
  }

  /** Folders for LD_LIBRARY_PATH: TensorFlow's goes before the one that comes along, and CUDA's parts find each other. */
  libraryFolders(): string[] {
    const parts = namesIn(join(this.installed, 'nvidia')).map((part) => join(this.installed, 'nvidia', part, 'lib'))
    return [join(this.installed, 'tensorflow'), ...parts.filter((folder) => namesIn(folder).some((name) => name.includes('.so')))]
  }

  /** An empty folder for what is not finished. */
  work(name: string): string {
    const path = join(this.root, `${workMark}-${name}`)
    try {
      rmSync(path, { recursive: true, force: true })
      mkdirSync(path, { recursive: true, mode: 0o700 })
    } catch (error) {
      throw diskError(error, `The folder ${path} cannot be made`)
    }
    return path
  }

  /** What an installation that was cut off left unfinished. */
  sweep(): void {
    for (const name of namesIn(this.root)) if (name.startsWith(workMark)) rmSync(join(this.root, name), { recursive: true, force: true })
  }

  /** A filled work folder becomes the installed one; older ones and the wheels go. */
  async take(work: string): Promise<void> {
    const paths = await filesBelow(work)
    const files: { path: string; bytes: number }[] = []
    for (const path of paths) {
      const handle = await open(path, 'r')
      try {
        await handle.sync()
        files.push({ path: relative(work, path), bytes: (await handle.stat()).size })
      } finally {
        await handle.close()
      }
    }
    writeFileAtomic.sync(join(work, manifestName), `${JSON.stringify({ files })}\n`, { mode: 0o600 })
    for (const other of namesIn(this.root)) if (other.startsWith('tensorflow-')) rmSync(join(this.root, other), { recursive: true, force: true })
    renameSync(work, this.installed)
    syncPath(this.root)
    rmSync(this.wheels, { recursive: true, force: true })
  }

  /** Out of reach of jobs, whole, from the moment this returns: one that loads half of it would die of that. */
  setAside(): void {
    try {
      renameSync(this.root, `${this.root}${removedMark}-${newId()}`)
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw diskError(error, `${this.root} cannot be removed`)
    }
  }

  /** Frees what was set aside, also by a removal that was cut off; gives the bytes that it held. */
  async freeSetAside(): Promise<number> {
    let bytes = 0
    for (const name of namesIn(this.home).filter((each) => each.startsWith(`${basename(this.root)}${removedMark}-`))) {
      const path = join(this.home, name)
      bytes += await bytesBelow(path)
      try {
        await rm(path, { recursive: true, force: true })
      } catch (error) {
        throw diskError(error, `${path} cannot be removed`)
      }
    }
    return bytes
  }

  private files(): v.InferOutput<typeof manifest>['files'] | null {
    return readJson(join(this.installed, manifestName), manifest)?.files ?? null
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
}

function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): T | null {
  try {
    return v.parse(schema, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Not there, or cut off: as good as not there.
    return null
  }
}

export function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
