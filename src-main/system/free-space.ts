import { statfsSync } from 'node:fs'
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
