/**
 * Sees every call by which this process changes the disk through node:fs, before it happens, and may fail it, cut it
 * short or end the process there. Works wherever Node does; test:faults repeats it below Node with strace.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'

export interface DiskCall {
  readonly name: 'open' | 'write' | 'fsync' | 'rename' | 'mkdir' | 'remove'
  readonly path: string
  /** Carries out a part of the call, as a death in the middle of it would: half of the bytes, one file of a folder. */
  readonly part: () => void
}

/** Calls `before` ahead of each; an error it throws is what the caller gets. Answers how to end that. */
export function watchDisk(before: (call: DiskCall) => void): () => void {
  const { openSync, writevSync, fsyncSync, renameSync, mkdirSync, rmSync } = fs
  const original = { openSync, writevSync, fsyncSync, renameSync, mkdirSync, rmSync }
  const paths = new Map<number, string>()
  const see = (name: DiskCall['name'], path: fs.PathLike | undefined, part: () => void = () => undefined) => before({ name, path: String(path), part })
  const watched: Pick<typeof fs, 'openSync' | 'writevSync' | 'fsyncSync' | 'renameSync' | 'rmSync'> & { mkdirSync: (path: fs.PathLike, options?: fs.MakeDirectoryOptions) => string | undefined } = {
    openSync: (path, flags, mode) => {
      see('open', path)
      const file = openSync(path, flags, mode)
      paths.set(file, String(path))
      return file
    },
    writevSync: (file, pieces, position) => {
      const [first] = pieces
      see('write', paths.get(file), () => first !== undefined && writevSync(file, [new Uint8Array(first.buffer, first.byteOffset, first.byteLength >> 1)], position))
      return writevSync(file, pieces, position)
    },
    fsyncSync: (file) => {
      see('fsync', paths.get(file))
      fsyncSync(file)
    },
    renameSync: (from, to) => {
      see('rename', from)
      renameSync(from, to)
    },
    mkdirSync: (path, options) => {
      see('mkdir', path)
      return mkdirSync(path, options)
    },
    rmSync: (path, options) => {
      see('remove', path, () => removeOneOf(String(path), rmSync))
      rmSync(path, options)
    },
  }
  const put = (functions: object): void => {
    Object.assign(fs, functions)
    // Named imports of node:fs elsewhere are bound to the module, and follow it only upon this.
    syncBuiltinESMExports()
  }
  put(watched)
  return () => put(original)
}

function removeOneOf(path: string, remove: typeof fs.rmSync): void {
  const [first] = fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? fs.readdirSync(path) : []
  if (first !== undefined) remove(join(path, first))
}
