import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode } from '../../src-contract/errors'

/** Of all files in and below a folder; links are not followed. Folders one after another, so that other work goes on. */
export async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await entriesOf(next)) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else bytes += await sizeOf(path)
    }
  }
  return bytes
}

async function entriesOf(folder: string) {
  return unlessGone(readdir(folder, { withFileTypes: true }), [])
}

export async function sizeOf(path: string): Promise<number> {
  const stats = await unlessGone(lstat(path), null)
  return stats?.isFile() === true ? stats.size : 0
}

/** Trainings and Chromium remove files while they are counted. */
async function unlessGone<T, Else>(asked: Promise<T>, otherwise: Else): Promise<T | Else> {
  try {
    return await asked
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    return otherwise
  }
}
