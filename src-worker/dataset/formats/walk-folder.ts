import { lstatSync, opendirSync, realpathSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { RejectedFile } from '../../../src-contract/domain/dataset'

/** Files of systems and tools, never images and never classes. */
export function isClutter(name: string): boolean {
  return name.startsWith('.') || ['__MACOSX', 'Thumbs.db', 'desktop.ini'].includes(name)
}

export interface Walk {
  readonly files: string[]
  readonly rejected: RejectedFile[]
  ignored: number
}

/** Names in a folder in code-point order, each with what it is; links are followed. */
export function entriesOf(folder: string): string[] {
  const names: string[] = []
  const directory = opendirSync(folder)
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) names.push(entry.name)
  } finally {
    directory.closeSync()
  }
  return names.sort()
}

/** True for a folder, also through a link; false where it cannot be told. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // A dangling or looping link is no folder; the walk reports it.
    return false
  }
}

/**
 * All regular files below a folder, however deep. Links are followed inside `root` only; anything that is neither file
 * nor folder is rejected without being opened.
 */
export function walkFolder(folder: string, root: string, walk: Walk, visited = new Set<string>()): void {
  const reject = (path: string, reason: string) => void walk.rejected.push({ path, reason })
  let names: string[]
  try {
    const real = realpathSync(folder)
    if (relative(root, real).startsWith('..')) {
      reject(folder, 'it is a link that leaves the data set folder')
      return
    }
    if (visited.has(real)) {
      reject(folder, 'this link leads back to a folder that is already read')
      return
    }
    visited.add(real)
    names = entriesOf(folder)
  } catch (error) {
    reject(folder, `the folder cannot be read (${reasonOf(error)})`)
    return
  }
  for (const name of names) {
    const path = join(folder, name)
    if (isClutter(name)) {
      walk.ignored += 1
      continue
    }
    if (name.includes('\ufffd')) {
      reject(path, 'its name is not valid UTF-8; rename it')
      continue
    }
    try {
      const link = lstatSync(path).isSymbolicLink()
      if (link && relative(root, realpathSync(path)).startsWith('..')) {
        reject(path, 'it is a link that leaves the data set folder')
        continue
      }
      const stat = statSync(path)
      if (stat.isDirectory()) walkFolder(path, root, walk, visited)
      else if (stat.isFile()) walk.files.push(path)
      else reject(path, 'it is not a regular file')
    } catch (error) {
      reject(path, `it cannot be read (${reasonOf(error)})`)
    }
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] ?? error.name : String(error)
}
