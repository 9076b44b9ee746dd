import { isUtf8 } from 'node:buffer'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

export type EntryKind = 'folder' | 'link' | 'other'

/** One name in a folder. `name` is null where its bytes are not UTF-8: such a name cannot be opened or shown. */
export interface Entry {
  readonly name: string | null
  /** For messages: the name, or its bytes in hex. */
  readonly shown: string
  readonly kind: EntryKind
}

/** Entries one after another as the system gives them: a folder of a million files is never in memory as a whole. */
export async function* entriesOf(folder: string): AsyncGenerator<Entry> {
  // Read as Latin-1, one character a byte, the names keep their bytes; read as UTF-8, wrong ones would be replaced.
  const directory = await opendir(folder, { encoding: 'latin1', bufferSize: 1024 })
  for await (const entry of directory) {
    const kind = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other'
    const bytes = Buffer.from(entry.name, 'latin1')
    const name = isUtf8(bytes) ? bytes.toString('utf8') : null
    yield { name, shown: name ?? `name in hex ${bytes.toString('hex')}`, kind }
  }
}

/** Files of systems and tools: never images, never a class. */
export function isClutter(name: string): boolean {
  return name.startsWith('.') || clutter.has(name.toLowerCase())
}

const clutter = new Set(['__macosx', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r', '$recycle.bin', 'lost+found'])

/** The first level of a chosen folder: what recognition needs. */
export interface FolderListing {
  /** Absolute, with links resolved. */
  readonly path: string
  readonly folders: readonly string[]
  /** Names of files and links, at most `keptFiles`. */
  readonly files: readonly string[]
}

const keptFiles = 1000

export async function listFolder(path: string, onEntry: () => void | Promise<void>): Promise<FolderListing> {
  const folders: string[] = []
  const files: string[] = []
  for await (const { name, kind } of entriesOf(path)) {
    await onEntry()
    if (name === null || isClutter(name)) continue
    if (kind === 'folder') folders.push(name)
    else if (files.length < keptFiles) files.push(name)
  }
  return { path, folders: folders.sort(), files: files.sort() }
}

export const pathOf = (folder: FolderListing, name: string): string => join(folder.path, name)
