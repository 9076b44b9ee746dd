/**
 * Folders of deleted runs. The rows decide, the folders follow: a run in the trash has `runs/.trash-<id>`, any other
 * `runs/<id>`, and what a crash left in between is set right when the history is opened.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { runFolder, type HomeFolder } from '../system/home-folder'
import { moveBack, moveToTrash, trashedId, trashFolder } from '../system/trash-folder'

/** Ids of the runs whose folders lie in the trash. */
export function trashedIds(home: HomeFolder): string[] {
  return readdirSync(home.runs).flatMap((name) => trashedId(name) ?? [])
}

/** Removes a run's folder from the trash; returns the bytes of its files. */
export function removeTrash(home: HomeFolder, id: string): number {
  const folder = trashFolder(runFolder(home, id))
  try {
    const bytes = bytesBelow(folder)
    rmSync(folder, { recursive: true, force: true })
    return bytes
  } catch (error) {
    throw diskError(error, `The folder ${folder} of a deleted run cannot be removed`)
  }
}

/** Does it for each, also behind one where it fails; returns the failures. */
export function failuresOf(ids: readonly string[], work: (id: string) => void): StudioError[] {
  return ids.flatMap((id) => {
    try {
      work(id)
      return []
    } catch (error) {
      return [diskError(error, `The folder of run ${id} cannot be moved`)]
    }
  })
}

/**
 * Sets right what a crash left half-done. Returns a sentence for each folder that stays where it does not belong.
 * @param deleted ids of the runs that the history has in its trash
 * @param kept ids of all its other runs
 */
export function settleFolders(home: HomeFolder, deleted: readonly string[], kept: readonly string[]): string[] {
  const inTrash = new Set(deleted)
  const others = new Set(kept)
  const failures = failuresOf(deleted, (id) => moveToTrash(runFolder(home, id)))
  const more = failuresOf(trashedIds(home).filter((id) => !inTrash.has(id)), (id) => {
    if (others.has(id)) moveBack(runFolder(home, id))
    // The history has forgotten it: the trash was being emptied.
    else removeTrash(home, id)
  })
  return [...failures, ...more].map(({ message }) => message)
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = statSync(join(folder, name))
    return sum + (stats.isFile() ? stats.size : 0)
  }, 0)
}
