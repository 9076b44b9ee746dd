import { dialog, type BrowserWindow } from 'electron'
import type { datasetRequests } from '../../../src-contract/api/datasets'
import type { HandlersOf } from '../../../src-contract/api/request'
import { StudioError } from '../../../src-contract/errors'
import type { Services } from '../../window/services'

export function datasetHandlers(services: Services, window: () => BrowserWindow | null): HandlersOf<typeof datasetRequests> {
  return {
    'datasets.list': () => services.history.datasets(),
    'datasets.offer': (paths) => services.offers.add(paths),
    'datasets.pick': async () => {
      const parent = window()
      if (parent === null) return []
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties: ['openDirectory', 'multiSelections'] })
      return canceled ? [] : services.offers.add(filePaths)
    },
    'datasets.rename': () => {
      throw new StudioError('internal', 'not yet')
    },
  }
}
