/** Whether a folder is one that history may be looked for or made in, before anything is made there. */
import { existsSync, readdirSync } from 'node:fs'
import { StudioError, systemErrorCode } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { homeFolder, isOwnName, type HomeFolder } from '../system/home-folder'
import { hasIdentity } from './identity'
import { canBeRestored } from './recover'

export function hasHistory(home: string): boolean {
  return isHistoryIn(homeFolder(home))
}

/** Looking makes nothing: a mistyped folder stays as it is. */
export function requireHistory(folder: HomeFolder): void {
  if (isHistoryIn(folder)) return
  throw new StudioError('file-missing', `There is no history in ${folder.root}; name its folder with --home, or start with \`studio dataset add\`.`)
}

/** A history is made in a folder of its own, not among somebody's pictures. */
export function refuseForeignFolder(folder: HomeFolder): void {
  if (isHistoryIn(folder) || namesIn(folder.root).every(isOwnName)) return
  throw new StudioError('bad-argument', `${folder.root} has other files in it and no history: choose an empty or new folder with --home.`)
}

function isHistoryIn(folder: HomeFolder): boolean {
  if (existsSync(folder.historyFile) || existsSync(`${folder.historyFile}-wal`)) return true
  // `runs` alone can be anybody's; beside it stands what only a history leaves.
  return existsSync(folder.runs) && (existsSync(folder.backups) || hasIdentity(folder)) && canBeRestored(folder)
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    // Still to be made, or no folder, which whoever makes it says.
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw diskError(error, `The folder ${path} cannot be read`)
  }
}
