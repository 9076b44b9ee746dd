import { renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncPath } from '../sync-path'

/** Returns when the bytes are on the disk. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content, { mode: 0o600 })
  syncPath(path)
}

/** Gives a folder its final name, durably: it is there whole or not at all. */
export function publish(temporary: string, folder: string): void {
  syncPath(temporary)
  renameSync(temporary, folder)
  syncPath(dirname(folder))
}
