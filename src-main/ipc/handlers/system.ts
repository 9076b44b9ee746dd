import { clipboard, type BrowserWindow } from 'electron'
import type { StartState, systemRequests } from '../../../src-contract/api/system'
import type { HandlersOf } from '../../../src-contract/api/request'
import { outsidePages } from '../../../src-contract/domain/outside-pages'
import { StudioError, toErrorData } from '../../../src-contract/errors'
import { emptyTrash } from '../../jobs/remove-dataset'
import { storageView } from '../../jobs/storage'
import { Verifications } from '../../jobs/verification'
import { openOwnFolder } from '../../system/own-folders'
import { versions } from '../../system/versions'
import { openOutside } from '../../window/lock-down'
import { takeDropped } from '../../window/dropped'
import type { MeterWatch } from '../../window/meters'
import type { OpenedFiles } from '../../window/opened-files'
import { saveFile } from '../../window/save-file'
import type { Services } from '../../window/services'

interface SystemParts {
  readonly meters: MeterWatch
  readonly opened: OpenedFiles
  readonly quit: () => Promise<void>
  /** Null before and after there is one. */
  readonly window: () => BrowserWindow | null
}

export function systemHandlers(services: Services, parts: SystemParts): HandlersOf<typeof systemRequests> {
  const verifications = new Verifications(services.board, services.home.verificationFile, () => services.feed.changed('verification'))
  if (verifications.problem !== null) services.notices.push(verifications.problem)
  /** How many notices the window has shown already: a page that is loaded again does not repeat them. */
  let told = 0
  const start = async (): Promise<StartState> => {
    const home = services.home.root
    try {
      const readOnly = await services.openHistory()
      const notices = services.notices.slice(told)
      told += notices.length
      return { home, history: readOnly === null ? 'open' : 'read-only', message: readOnly ?? '', notices }
    } catch (error) {
      return { home, history: 'failed', message: toErrorData(error).message, notices: [] }
    }
  }
  return {
    'system.drop': (paths) => takeDropped(services, paths),
    'system.take-opened': () => {
      const paths = parts.opened.take()
      return paths.length === 0 ? null : takeDropped(services, paths)
    },
    'system.start': start,
    'system.versions': () => versions(),
    'system.jobs': () => services.board.list(),
    'system.stop-job': ({ job, how }) => services.board.stop(job, how),
    'system.quit': () => parts.quit(),
    'system.settings': () => services.settings,
    'system.save-settings': (settings) => {
      services.saveSettings(settings)
      return settings
    },
    'system.save-file': (file) => saveFile(parts.window(), file),
    'system.copy-text': (text) => clipboard.writeText(text),
    'system.machine': ({ again }) => services.machine.look(again),
    'system.verification': () => verifications.view(),
    'system.verify': () => verifications.start(),
    'system.storage': () => storageView(services.home, services.history, services.notices),
    'system.open-folder': (id) => openOwnFolder(services.home, id),
    'system.empty-trash': async () => {
      services.writer.emptyTrash()
      await emptyTrash(services.studio)
      services.feed.changed('storage')
    },
    'system.back-up': async () => {
      await services.writer.backup()
      services.feed.changed('storage')
    },
    'system.open-outside': async (page) => {
      const { address } = outsidePages[page]
      if (!(await openOutside(address))) throw new StudioError('internal', `${address} is not on the list of pages that may be opened.`)
    },
    'system.watch-meters': (on) => parts.meters.watch(on),
  }
}
