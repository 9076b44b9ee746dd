import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'

export function isLinkTo(path, target) {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat?.isSymbolicLink() === true && readlinkSync(path) === target
}

/** Makes `path` a link to `target`, replacing whatever lies there; another link is replaced at once, without a gap. */
export function link(target, path) {
  if (isLinkTo(path, target)) return
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.new-${process.pid}`
  symlinkSync(target, fresh)
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) rmSync(path, { recursive: true })
  renameSync(fresh, path)
}

export function isCopyOf(path, source) {
  return existsSync(path) && existsSync(source) && readFileSync(path).equals(readFileSync(source))
}

/** Puts a copy of `source` at `path` as a new file: a process that uses the old one keeps it. */
export function copy(source, path) {
  if (isCopyOf(path, source)) return
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.new-${process.pid}`
  cpSync(source, fresh)
  renameSync(fresh, path)
}
