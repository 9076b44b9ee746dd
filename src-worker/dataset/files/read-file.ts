import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { NotTaken } from './not-taken'

/** Bytes of the longest path Linux takes. */
const longestPath = 4096

/**
 * The regular file that a path stands for: itself, or what a link inside `root` leads to. Everything is decided by
 * lstat; a pipe or device is never opened, because opening one can hang or do something.
 */
export function regularFile(path: string, root: string): { readonly path: string; readonly size: number } {
  if (Buffer.byteLength(path) >= longestPath) throw new NotTaken(`its path has more than ${longestPath - 1} bytes`)
  let real = path
  let stats = lstatSync(path)
  if (stats.isSymbolicLink()) {
    real = linkTarget(path)
    if (!isInside(root, real)) throw new NotTaken('a link to a file outside the folder')
    stats = lstatSync(real)
    if (stats.isDirectory()) throw new NotTaken('a link to a folder; links to folders are not followed')
  }
  if (!stats.isFile()) throw new NotTaken(`${kindOf(stats)}, not a file`)
  if (stats.size === 0) throw new NotTaken('an empty file (0 bytes)')
  return { path: real, size: stats.size }
}

/** The first `bytes` bytes of a file, or all of it where it is shorter. */
export function readHead(path: string, root: string, bytes: number, largest: number): { readonly head: Buffer; readonly size: number } {
  const file = regularFile(path, root)
  if (file.size > largest) throw new NotTaken(`${file.size} bytes; at most ${largest} are read`)
  return { head: readBytes(file.path, Math.min(bytes, file.size)), size: file.size }
}

/** All of a file; one that grows or shrinks meanwhile is refused. */
export function readWhole(path: string, root: string, largest: number): Buffer {
  const file = regularFile(path, root)
  if (file.size > largest) throw new NotTaken(`${file.size} bytes; at most ${largest} are read`)
  return readBytes(file.path, file.size, true)
}

export function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function readBytes(path: string, bytes: number, all = false): Buffer {
  // Without O_NONBLOCK a pipe put in the file's place since lstat would hang the import.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const buffer = Buffer.allocUnsafe(bytes)
    let read = 0
    while (read < bytes) {
      const now = readSync(file, buffer, read, bytes - read, read)
      if (now === 0) throw new NotTaken(`it became shorter while it was read (${read} of ${bytes} bytes)`)
      read += now
    }
    if (all && fstatSync(file).size !== bytes) throw new NotTaken('it changed while it was read')
    return buffer
  } finally {
    closeSync(file)
  }
}

function linkTarget(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new NotTaken('a link that leads nowhere', error)
    throw error
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
