/**
 * Folders of deleted runs. The rows decide, the folders follow: a run in the trash has `runs/.trash-<id>`, any other
 * `runs/<id>`, and what a crash left in between is set right when the history is opened.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { diskError } from '../system/disk-error'
import { runFolder, type HomeFolder } from '../system/home-folder'

const prefix = '.trash-'

export function trashFolder(home: HomeFolder, id: string): string {
  // Through runFolder, which refuses what is no id.
  return join(home.runs, prefix + runFolder(home, id).slice(home.runs.length + 1))
}

export function moveToTrash(home: HomeFolder, id: string): void {
  move(runFolder(home, id), trashFolder(home, id))
}

export function moveBack(home: HomeFolder, id: string): void {
  move(trashFolder(home, id), runFolder(home, id))
}

/** A run that never began has no folder. */
function move(from: string, to: string): void {
  if (!existsSync(from) || existsSync(to)) return
  try {
    renameSync(from, to)
  } catch (error) {
    throw diskError(error, `The folder ${from} cannot be moved to ${to}`)
  }
}

/** Ids of the runs whose folders lie in the trash. */
export function trashedIds(home: HomeFolder): string[] {
  return readdirSync(home.runs).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
}

/** Removes a run's folder from the trash; returns the bytes of its files. */
export function removeTrash(home: HomeFolder, id: string): number {
  const folder = trashFolder(home, id)
  try {
    const bytes = bytesBelow(folder)
    rmSync(folder, { recursive: true, force: true })
    return bytes
  } catch (error) {
    throw diskError(error, `The folder ${folder} of a deleted run cannot be removed`)
  }
}

/**
 * Sets right what a crash left half-done.
 * @param deleted ids of the runs that the history has in its trash
 * @param kept ids of all its other runs
 */
export function settleFolders(home: HomeFolder, deleted: readonly string[], kept: readonly string[]): void {
  for (const id of deleted) moveToTrash(home, id)
  const inTrash = new Set(deleted)
  const others = new Set(kept)
  for (const id of trashedIds(home)) {
    if (inTrash.has(id)) continue
    if (others.has(id)) moveBack(home, id)
    // The history has forgotten it: the trash was being emptied.
    else removeTrash(home, id)
  }
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = statSync(join(folder, name))
    return sum + (stats.isFile() ? stats.size : 0)
  }, 0)
}
