import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, tail } from './failure.mjs'
import { cache, downloads } from './paths.mjs'
import { neededMegabytes } from './pins.mjs'
import { sizeOfFile, watchGrowth } from './progress.mjs'
import { run, sha256 } from './run.mjs'

/** Refuses before anything is written when the cache's disk cannot hold what is to come. */
export function checkDisk() {
  mkdirSync(downloads, { recursive: true })
  const disk = statfsSync(cache)
  const free = Math.floor((disk.bavail * disk.bsize) / 1e6)
  if (free < neededMegabytes) {
    throw new SetupFailure(
      `Not enough disk space in ${cache}: ${neededMegabytes} MB are needed, ${free} MB are free. Free some, or set XDG_CACHE_HOME to a folder on another disk.`,
    )
  }
}

/** Fetches a pinned file into the cache through its package client; a verified one from before is used again. */
export async function fetchPinned(pin, command, args, what) {
  const path = join(downloads, pin.archive)
  if (sizeOfFile(path) > 0 && (await sha256(path)) === pin.sha256) return path
  checkDisk()
  const work = mkdtempSync(join(downloads, 'part-'))
  try {
    const growth = () => readdirSync(work).reduce((sum, name) => sum + sizeOfFile(join(work, name)), 0)
    const result = await watchGrowth(`Downloading ${what}`, growth, pin.megabytes, () => run(command, args, { cwd: work }))
    if (result.code !== 0) {
      throw new SetupFailure(
        `${what} could not be downloaded: the package registry of ${command === 'npm' ? 'npm' : 'pip'} was not reached or refused. Check the network and proxy settings, then run npm run setup again. (${tail(result.output)})`,
      )
    }
    const fetched = join(work, pin.archive)
    const found = sizeOfFile(fetched) > 0 ? await sha256(fetched) : 'no file'
    if (found !== pin.sha256) {
      throw new SetupFailure(`${what} does not match its pinned SHA-256 (expected ${pin.sha256}, found ${found}). Nothing of it is used; run npm run setup again.`)
    }
    renameSync(fetched, path)
    return path
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
