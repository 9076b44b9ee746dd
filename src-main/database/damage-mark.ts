/** Damage that is met while the history is in use is dealt with when it is opened the next time: until then a file says so. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskError } from '../system/disk-error'
import type { HomeFolder } from '../system/home-folder'

export function markDamaged(home: HomeFolder): void {
  try {
    writeFileSync(markFile(home), '', { mode: 0o600 })
  } catch (error) {
    throw diskError(error, `${markFile(home)} cannot be written`)
  }
}

export function isMarkedDamaged(home: HomeFolder): boolean {
  return existsSync(markFile(home))
}

export function clearDamageMark(home: HomeFolder): void {
  rmSync(markFile(home), { force: true })
}

function markFile(home: HomeFolder): string {
  return join(home.runtime, 'damaged')
}
