import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { diskError } from './disk-error'

/** Bytes that this user may still write on the disk of a folder. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch (error) {
    throw diskError(error, `The free space of ${folder} cannot be read`)
  }
}

/** A folder that is still to be made is as good as the nearest one above it. */
export function nearestFolder(folder: string): string {
  let nearest = folder
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest)
  return nearest
}
