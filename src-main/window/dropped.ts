import type { Dropped } from '../../src-contract/api/system'
import type { FolderOffers } from './folder-offers'
import type { OwnSpaces } from './own-spaces'

/** JSON files are search spaces, all else is offered as a data set. Folders are taken also where a space file is not. */
export function takeDropped({ offers, spaces }: { readonly offers: FolderOffers; readonly spaces: OwnSpaces }, paths: readonly string[]): Dropped {
  const isSpace = (path: string): boolean => path.toLowerCase().endsWith('.json')
  const folders = paths.filter((path) => !isSpace(path))
  if (folders.length > 0) offers.add(folders)
  return { offers: folders.length, spaces: paths.filter(isSpace).map((path) => spaces.add(path)) }
}
