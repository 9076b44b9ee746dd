import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import type { datasetRequests } from '../../../src-contract/api/datasets'
import type { HandlersOf } from '../../../src-contract/api/request'
import { renameDataset } from '../../jobs/dataset-name'
import { datasetOverviews, runsOfDataset } from '../../jobs/dataset-overview'
import { datasetThumbnails } from '../../jobs/dataset-thumbnails'
import { bundled, sampleName } from '../../system/locations'
import type { Services } from '../../window/services'

export function datasetHandlers(services: Services, window: () => BrowserWindow | null): HandlersOf<typeof datasetRequests> {
  const { offers, datasetTrash: trash, sourceChecks } = services
  /** What was chosen in the system's folder dialog. */
  const chosen = async (properties: NonNullable<OpenDialogOptions['properties']>): Promise<readonly string[]> => {
    const parent = window()
    return parent === null ? [] : (await dialog.showOpenDialog(parent, { properties })).filePaths
  }
  return {
    'datasets.list': () => services.history.datasets(),
    'datasets.get': (id) => services.history.dataset(id),
    'datasets.overview': () => datasetOverviews(services.history, (id) => sourceChecks.of(id)),
    'datasets.runs': (id) => runsOfDataset(services.history, id),
    'datasets.thumbnails': async ({ dataset, perClass, most }) => datasetThumbnails(services.home, await services.history.dataset(dataset), perClass, most),
    'datasets.rename': async ({ dataset, name }) => {
      await renameDataset(services.studio, dataset, name)
      services.feed.changed('datasets', 'runs')
    },
    'datasets.remove': ({ dataset, force }) => trash.remove(dataset, force),
    'datasets.undo-remove': (id) => trash.undo(id),
    'datasets.source': (id) => sourceChecks.of(id),
    'datasets.check-sources': async ({ datasets, again }) => {
      const wanted = new Set(datasets)
      for (const dataset of await services.history.datasets()) if (wanted.has(dataset.id)) sourceChecks.check(dataset, again)
    },
    'datasets.relocate': async (id) => {
      const dataset = await services.history.dataset(id)
      const [path] = await chosen(['openDirectory'])
      if (path !== undefined) sourceChecks.relocate(dataset, path)
      return path !== undefined
    },
    'datasets.stop-relocating': (id) => sourceChecks.stopRelocating(id),

    'datasets.offers': () => offers.list(),
    'datasets.offer-path': (path) => offers.addTyped(path),
    'datasets.offer-source': async (id) => offers.addTyped((await services.history.dataset(id)).sourcePath),
    'datasets.offer-sample': () => offers.addAndImport(bundled.sample(), sampleName),
    'datasets.pick': async () => {
      const paths = await chosen(['openDirectory', 'multiSelections'])
      offers.add(paths)
      return paths.length > 0
    },
    'datasets.offer-report': (id) => offers.report(id),
    'datasets.scan': (id) => offers.scan(id),
    'datasets.import': ({ offer, ...choice }) => offers.import(offer, choice),
    'datasets.stop': (id) => offers.stop(id),
    'datasets.put-away': (id) => offers.putAway(id),
  }
}
