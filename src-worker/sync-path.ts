import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Returns when the file, or the names in the folder, are on the disk: without it a power cut can take a new file's name. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
