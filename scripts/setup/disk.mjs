import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { cache, downloads } from './paths.mjs'

/** Refuses before anything is written when the cache's disk cannot hold what of `pins` is to be fetched and unpacked. */
export function checkDisk(pins) {
  const needed = pins.reduce((sum, pin) => sum + pin.unpackedMegabytes + (existsSync(join(downloads, pin.archive)) ? 0 : pin.megabytes), 0)
  mkdirSync(cache, { recursive: true })
  const disk = statfsSync(cache)
  const free = Math.floor((disk.bavail * disk.bsize) / 1e6)
  if (free < needed) {
    throw new SetupFailure(`Not enough disk space in ${cache}: ${needed} MB are needed, ${free} MB are free. Free some, or set XDG_CACHE_HOME to a folder on another disk.`)
  }
}
