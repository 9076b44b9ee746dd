/**
 * A little space put by for the moment the disk is full: with it the history can still say that a run paused, and why.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskErrorCode } from '../../src-contract/errors'

const bytes = 256 * 1024

export function keepReserve(folder: string): void {
  const path = join(folder, 'reserve')
  if (existsSync(path)) return
  try {
    writeFileSync(path, Buffer.alloc(bytes, 1), { mode: 0o600 })
  } catch (error) {
    // None left to put by; whoever writes next says so.
    rmSync(path, { force: true })
    if (diskErrorCode(error) === undefined) throw error
  }
}

export function spendReserve(folder: string): void {
  rmSync(join(folder, 'reserve'), { force: true })
}
