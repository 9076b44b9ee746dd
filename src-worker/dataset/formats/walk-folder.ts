import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs'
import { opendir, readdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { systemErrorCode } from '../../../src-contract/errors'
import type { Pace } from '../pace'
import { reasonOf } from '../rejections'

export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
}

/** Who hears what a walk meets. */
export interface WalkSink {
  file(path: string, stat: Stats): void
  reject(path: string, reason: string): void
  ignore(): void
}

const linkOut = 'it is a link that leaves the data set folder'

/** Files of systems and tools, never images and never classes. */
export function isClutter(name: string): boolean {
  return name.startsWith('.') || ['__MACOSX', 'Thumbs.db', 'desktop.ini'].includes(name)
}

export function isInside(outer: string, path: string): boolean {
  const way = relative(outer, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Entries of a folder in code-point order, read in portions so that a stop gets through. */
export async function entriesOf(folder: string, pace: Pace): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of await opendir(folder, { bufferSize: 512 })) {
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other'
    entries.push({ name: entry.name, kind })
    await pace.step(0)
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Names that can be classes or roles: folders, also through a link, with a name that is text. */
export function subfolders(folder: string, entries: readonly Entry[]): string[] {
  const isFolder = ({ name, kind }: Entry) => kind === 'folder' || (kind === 'link' && linkedFolder(join(folder, name)))
  return entries.filter((entry) => !isClutter(entry.name) && !entry.name.includes('\ufffd') && isFolder(entry)).map(({ name }) => name)
}

function linkedFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // A dangling or looping link is no folder.
    return false
  }
}

/**
 * All regular files below a folder, however deep. Links are followed inside `root` only; anything that is neither file
 * nor folder is rejected without being opened.
 */
export async function walkFolder(folder: string, root: string, sink: WalkSink, pace: Pace, visited = new Set<string>()): Promise<void> {
  const entries = await enter(folder, root, sink, pace, visited)
  const unreadable = entries.some(({ name }) => name.includes('\ufffd')) ? await namesNotText(folder) : new Map<string, string>()
  for (const { name, kind } of entries) {
    const path = join(folder, name)
    const bytes = unreadable.get(name)
    if (isClutter(name)) sink.ignore()
    else if (bytes !== undefined) sink.reject(path, `its name is not valid UTF-8 (bytes ${bytes}); rename it`)
    else if (kind === 'folder' || visit(path, kind, root, sink) === 'folder') await walkFolder(path, root, sink, pace, visited)
    await pace.step()
  }
}

/** What lies in a folder; nothing where it is not to be read or was already. */
async function enter(folder: string, root: string, sink: WalkSink, pace: Pace, visited: Set<string>): Promise<readonly Entry[]> {
  try {
    const real = await realpath(folder)
    if (isInside(root, real) && !visited.has(real)) {
      visited.add(real)
      return await entriesOf(folder, pace)
    }
    sink.reject(folder, visited.has(real) ? 'this link leads back to a folder that is already read' : linkOut)
  } catch (error) {
    // Only what the system says about this folder; a stop must get through.
    if (systemErrorCode(error) === undefined) throw error
    sink.reject(folder, `the folder cannot be read (${reasonOf(error)})`)
  }
  return []
}

/** Takes or rejects what is no folder; answers 'folder' for a link to one. */
function visit(path: string, kind: Entry['kind'], root: string, sink: WalkSink): 'folder' | 'done' {
  try {
    const leaves = kind === 'link' && !isInside(root, realpathSync(path))
    const stat = kind === 'link' ? statSync(path) : lstatSync(path)
    if (leaves) sink.reject(path, linkOut)
    else if (stat.isDirectory()) return 'folder'
    else if (stat.isFile()) sink.file(path, stat)
    else sink.reject(path, 'it is not a regular file')
  } catch (error) {
    sink.reject(path, `it cannot be read (${reasonOf(error)})`)
  }
  return 'done'
}

/** Names whose bytes are no UTF-8, as they are shown, with their bytes in hexadecimal. */
async function namesNotText(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { encoding: 'buffer' })
  return new Map(names.filter((name) => !Buffer.from(name.toString()).equals(name)).map((name) => [name.toString(), name.toString('hex')]))
}
