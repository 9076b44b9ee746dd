import { statSync } from 'node:fs'
import { basename, isAbsolute, resolve } from 'node:path'
import type { FolderOffer } from '../../src-contract/api/datasets'
import { StudioError } from '../../src-contract/errors'
import { newId } from '../system/new-id'

/** Folders that the user handed over. The page knows them by an id; only paths that came this way are ever read. */
export class FolderOffers {
  private readonly paths = new Map<string, string>()

  /** All or none: throws naming the first path that is no folder. */
  add(paths: readonly string[]): readonly FolderOffer[] {
    const folders = paths.map(checkedFolder)
    return folders.map((path) => {
      const id = newId()
      this.paths.set(id, path)
      return { id, path, name: basename(path) }
    })
  }

  path(id: string): string {
    const path = this.paths.get(id)
    if (path === undefined) throw new StudioError('file-missing', 'This folder was not handed over in this session: drop it again.')
    return path
  }
}

function checkedFolder(path: string): string {
  if (!isAbsolute(path)) throw new StudioError('bad-argument', `"${path}" is not a whole path: it must begin with /.`)
  const folder = resolve(path)
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) throw new StudioError('file-missing', `There is no folder ${folder}.`)
  if (!stat.isDirectory()) {
    throw new StudioError('dataset-unrecognised', `${folder} is a file. Drop the folder that holds the images; archives have to be unpacked first.`)
  }
  return folder
}
