import { lstatSync, realpathSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { archiveName } from './formats/registry'
import { isInside } from './formats/walk-folder'

/** Where the system keeps what are no files of a user; people do put data sets into the memory disk below one of them. */
const systemFolders = ['/proc', '/sys', '/dev']
const memoryDisk = '/dev/shm'

/** The real path of a folder that may be a data set; throws where it is missing, no folder, or not to be read. */
export function checkedFolder(sourcePath: string, forbidden: readonly string[]): string {
  const path = resolve(sourcePath)
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new StudioError('file-missing', `There is no folder ${path}.`)
  const folder = realpathSync(path)
  if (!lstatSync(folder).isDirectory()) {
    const what = archiveName.test(path) ? 'an archive, and archives are not opened. Unpack it and name the folder that comes out' : 'not a folder. Name the folder of the data set; archives must be unpacked first'
    throw new StudioError('dataset-unrecognised', `${path} is ${what}.`)
  }
  const app = forbidden.some((own) => isInside(own, folder) || isInside(folder, own))
  if (folder === '/' || folder === homedir() || app || (systemFolders.some((system) => isInside(system, folder)) && !isInside(memoryDisk, folder))) {
    throw new StudioError('dataset-forbidden-source', `${folder} is not imported: name the folder of one data set, not the whole disk, your home or the application's own data.`)
  }
  return folder
}

/** Magic numbers of Linux for file systems on another machine: NFS, SMB, SMB2, AFS, Ceph, 9P. */
const networkTypes: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x5346414f, 0x00c36400, 0x01021997])

/** A sentence where the folder lies on another machine, else null. `type` as the system calls the file system. */
export function networkWarning(folder: string, type = statfsSync(folder).type): string | null {
  return networkTypes.has(type) ? `${folder} lies on another machine: reading it is slow, and what cannot be reached meanwhile is rejected.` : null
}
