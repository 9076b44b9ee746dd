import type { BrowserWindow } from 'electron'
import type { StartState, systemRequests } from '../../../src-contract/api/system'
import type { HandlersOf } from '../../../src-contract/api/request'
import { toErrorData } from '../../../src-contract/errors'
import { versions } from '../../system/versions'
import type { MeterWatch } from '../../window/meters'
import { saveFile } from '../../window/save-file'
import type { Services } from '../../window/services'

export interface SystemParts {
  readonly meters: MeterWatch
  readonly quit: () => Promise<void>
  /** Null before and after there is one. */
  readonly window: () => BrowserWindow | null
}

export function systemHandlers(services: Services, parts: SystemParts): HandlersOf<typeof systemRequests> {
  const start = async (): Promise<StartState> => {
    const common = { home: services.home.root, versions: versions() }
    try {
      await services.openHistory()
      return { ...common, history: 'open', message: '', notices: services.notices }
    } catch (error) {
      return { ...common, history: 'failed', message: toErrorData(error).message, notices: [] }
    }
  }
  return {
    'system.start': start,
    'system.retry': start,
    'system.jobs': () => services.board.list(),
    'system.stop-job': ({ job, how }) => services.board.stop(job, how),
    'system.quit': () => parts.quit(),
    'system.settings': () => services.settings,
    'system.save-settings': (settings) => {
      services.saveSettings(settings)
      return settings
    },
    'system.save-file': (file) => saveFile(parts.window(), file),
    'system.watch-meters': (on) => parts.meters.watch(on),
  }
}
