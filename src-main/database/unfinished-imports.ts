/**
 * Imports under way. A mark beside the data sets is there from before an import's first byte until its row is, so what
 * is marked and has no row when the history is opened was cut off by a crash. A packed set without a row and without a
 * mark stays: the history it belonged to may have been lost.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskError } from '../system/disk-error'
import { datasetFolder, type HomeFolder } from '../system/home-folder'
import { syncPath } from '../system/sync-path'

const prefix = '.import-'

export function markImport(home: HomeFolder, id: string): void {
  try {
    writeFileSync(markOf(home, id), '', { mode: 0o600 })
    syncPath(home.datasets)
  } catch (error) {
    throw diskError(error, `The data set cannot be written to ${home.datasets}`)
  }
}

export function unmarkImport(home: HomeFolder, id: string): void {
  rmSync(markOf(home, id), { force: true })
}

/** Removes what a crash left of imports. Only for the owner of the history, before it begins any. */
export function sweepImports(home: HomeFolder, isKnown: (id: string) => boolean): void {
  for (const name of readdirSync(home.datasets)) {
    if (name.endsWith('.tmp')) erase(join(home.datasets, name))
    if (!name.startsWith(prefix)) continue
    const id = name.slice(prefix.length)
    if (!isKnown(id)) erase(datasetFolder(home, id))
    unmarkImport(home, id)
  }
}

function markOf(home: HomeFolder, id: string): string {
  // Through datasetFolder, which refuses what is no id.
  return join(home.datasets, prefix + datasetFolder(home, id).slice(home.datasets.length + 1))
}

function erase(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    throw diskError(error, `What a crash left of an import in ${folder} cannot be removed`)
  }
}
