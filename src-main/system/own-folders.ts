import { shell } from 'electron'
import type { OwnFolderId } from '../../src-contract/domain/storage'
import { StudioError } from '../../src-contract/errors'
import type { HomeFolder } from './home-folder'

export function ownFolder(home: HomeFolder, id: OwnFolderId): string {
  return id === 'home' ? home.root : home[id]
}

/** In the file manager. */
export async function openOwnFolder(home: HomeFolder, id: OwnFolderId): Promise<void> {
  const path = ownFolder(home, id)
  const problem = await shell.openPath(path)
  if (problem !== '') throw new StudioError('file-missing', `The folder ${path} cannot be shown: ${problem}`)
}
