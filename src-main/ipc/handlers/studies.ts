import { basename } from 'node:path'
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import type { HandlersOf } from '../../../src-contract/api/request'
import type { studyRequests } from '../../../src-contract/api/studies'
import { bandsOf, curveNames } from '../../../src-contract/study/bands'
import { enterStudy } from '../../studies/enter-study'
import { importStudy } from '../../studies/import-study'
import { writeStudyFolder } from '../../studies/study-folder'
import { readText } from '../../system/read-text'
import type { Services } from '../../window/services'

export function studyHandlers(services: Services, window: () => BrowserWindow | null): HandlersOf<typeof studyRequests> {
  const { studies, feed } = services
  const choose = async (options: OpenDialogOptions): Promise<readonly string[]> => {
    const parent = window()
    if (parent === null) return []
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, options)
    return canceled ? [] : filePaths
  }
  const add = async (text: string, source: string): Promise<string> => {
    const { id } = await enterStudy(services.studio, text, source)
    feed.changed('studies')
    return id
  }
  return {
    'studies.list': () => studies.list(),
    'studies.get': (study) => studies.page(study),
    'studies.curves': async ({ study, curve }) => {
      const { view, results } = await studies.results(study)
      return { names: curveNames(results), bands: bandsOf(view.file, results, curve) }
    },
    'studies.add': ({ text, source }) => add(text, source),
    'studies.pick': async () => {
      const [path] = await choose({ properties: ['openFile'], filters: [{ name: 'Study', extensions: ['json'] }] })
      return path === undefined ? null : add(readText(path), basename(path))
    },
    'studies.start': ({ study, retryFailed }) => studies.start(study, retryFailed),
    'studies.stop': (study) => studies.stop(study),
    'studies.export': async (study) => {
      const [folder] = await choose({ properties: ['openDirectory', 'createDirectory'], buttonLabel: 'Export here' })
      if (folder === undefined) return null
      const record = await services.history.study(study)
      writeStudyFolder(folder, record, await studies.results(study))
      return folder
    },
    'studies.import': async () => {
      const folders = await choose({ properties: ['openDirectory', 'multiSelections'], buttonLabel: 'Import' })
      if (folders.length === 0) return null
      const { study, added, equal } = await importStudy(services.studio, folders, (id) => studies.isRunning(id))
      feed.changed('studies')
      return { study: study.id, added, equal }
    },
    'studies.remove': (study) => {
      studies.remove(study)
    },
  }
}
