/** Folders of deleted runs and data sets: `.trash-<id>` beside the others, until their space is given back. */
import { existsSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { diskError } from './disk-error'

const prefix = '.trash-'

/** Where the folder of a run or a data set lies while it is in the trash. */
export function trashFolder(folder: string): string {
  return join(dirname(folder), prefix + basename(folder))
}

/** The id of what a folder of this name keeps in the trash; null when it is no such folder. */
export function trashedId(name: string): string | null {
  return name.startsWith(prefix) ? name.slice(prefix.length) : null
}

/** False where there was nothing to move. */
export function moveToTrash(folder: string): boolean {
  return move(folder, trashFolder(folder))
}

export function moveBack(folder: string): boolean {
  return move(trashFolder(folder), folder)
}

/** A run that never began has no folder. */
function move(from: string, to: string): boolean {
  if (!existsSync(from) || existsSync(to)) return false
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    throw diskError(error, `The folder ${from} cannot be moved to ${to}`)
  }
}
