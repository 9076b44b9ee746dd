import { join } from 'node:path'
import { StudioError } from '../../../src-contract/errors'
import type { Pace } from '../pace'
import type { Listed } from '../source'
import { listCifar10, listCifar100, refusePickles } from './cifar'
import { listClassFolders } from './class-folders'
import { listIdx } from './idx'
import { entriesOf, type Entry } from './walk-folder'

/**
 * Tried in this order: binary sets are recognised by their files, class folders by having folders. Each answers null
 * for what it does not know.
 */
const formats: readonly ((folder: string, entries: readonly Entry[], pace: Pace) => Promise<Listed | null>)[] = [listCifar10, listCifar100, listIdx, listClassFolders]

export const archiveName = /\.(zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|7z|rar)$/i

/** Finds out what a folder is and which files belong to it; throws where it is nothing that is known. */
export async function listSource(folder: string, pace: Pace): Promise<Listed> {
  await pace.begin('Looking through the folder', 'files', null)
  const entries = await entriesOf(folder, pace)
  if (entries.length === 0) throw new StudioError('dataset-empty', `${folder} is empty.`)
  refusePickles(folder, entries)
  for (const list of formats) {
    const listed = await list(folder, entries, pace)
    if (listed === null) continue
    await pace.end()
    return listed
  }
  const archive = entries.find(({ name }) => archiveName.test(name))
  if (archive !== undefined) throw new StudioError('dataset-unrecognised', `${join(folder, archive.name)} is an archive, and archives are not opened. Unpack it and name the folder that comes out.`)
  throw new StudioError('dataset-unrecognised', `${folder} is no data set that is known: expected one folder per class (also inside train/, val/, test/), CIFAR binary files or MNIST IDX files.`)
}
