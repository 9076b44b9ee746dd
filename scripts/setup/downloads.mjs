import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, tail } from './failure.mjs'
import { downloads } from './paths.mjs'
import { sizeOfFile, watchGrowth } from './progress.mjs'
import { run, sha256 } from './run.mjs'

/** Fetches a pinned file into the cache through its package client; a verified one from before is used again. */
export async function fetchPinned(pin, command, args, what) {
  const path = join(downloads, pin.archive)
  if (sizeOfFile(path) > 0 && (await sha256(path)) === pin.sha256) return path
  mkdirSync(downloads, { recursive: true })
  const work = mkdtempSync(join(downloads, `${pin.archive}.tmp-`))
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

/** An archive is of no use once it is unpacked: CRC of each file checked on the way, sizes in the folder's manifest. */
export function dropArchive(pin) {
  rmSync(join(downloads, pin.archive), { force: true })
}
