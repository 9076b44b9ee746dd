import { dialog, type BrowserWindow } from 'electron'
import type { spaceRequests } from '../../../src-contract/api/spaces'
import type { HandlersOf } from '../../../src-contract/api/request'
import { TrueAccuracyTables } from '../../jobs/true-accuracies'
import type { Services } from '../../window/services'

export function spaceHandlers({ spaces }: Services, window: () => BrowserWindow | null): HandlersOf<typeof spaceRequests> {
  const tables = new TrueAccuracyTables()
  return {
    'spaces.own': () => spaces.list(),
    'spaces.pick': async () => {
      const parent = window()
      if (parent === null) return null
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties: ['openFile'], filters: [{ name: 'Search space', extensions: ['json'] }] })
      const [path] = filePaths
      return canceled || path === undefined ? null : spaces.add(path)
    },
    'spaces.remove': (name) => spaces.remove(name),
    'spaces.put-back': (space) => spaces.putBack(space),
    'spaces.truth': ({ space, index }) => tables.lookUp(space, index),
  }
}
