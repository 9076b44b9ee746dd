import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Fills a cache folder all or nothing: `fill` works in a temporary folder beside it, which is renamed at the end. Two
 * set-ups at once do the work twice and the second finds the folder there; a killed one leaves only a temporary folder.
 */
export async function fillOnce(folder, fill) {
  if (existsSync(folder)) return
  mkdirSync(dirname(folder), { recursive: true })
  const work = mkdtempSync(join(dirname(folder), `${basename(folder)}.tmp-`))
  try {
    await fill(work)
    if (!existsSync(folder)) {
      try {
        renameSync(work, folder)
      } catch (error) {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
