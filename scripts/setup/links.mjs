import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'

export function isLinkTo(path, target) {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat?.isSymbolicLink() === true && readlinkSync(path) === target
}

/** Makes `path` a link to `target`, replacing whatever lies there. */
export function link(target, path) {
  if (isLinkTo(path, target)) return
  rmSync(path, { recursive: true, force: true })
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}
