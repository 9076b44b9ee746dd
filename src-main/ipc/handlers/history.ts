import type { historyRequests } from '../../../src-contract/api/history'
import type { HandlersOf } from '../../../src-contract/api/request'
import type { Services } from '../../window/services'

export function historyHandlers(services: Services): HandlersOf<typeof historyRequests> {
  const changedRuns = (ids: readonly string[]): void => services.feed.changed('runs', ...ids.map((id) => `run:${id}` as const))
  return {
    'history.table': (request) => services.history.queryRuns(request),
    'history.setting-paths': () => services.history.settingPaths(),
    'history.tags': () => services.history.tags(),
    'history.mark': ({ runs, marks }) => {
      services.writer.markRuns(runs, marks)
      changedRuns(runs)
    },
    'history.views': () => services.history.views(),
    'history.save-view': (view) => {
      services.writer.saveView(view)
      services.feed.changed('views')
    },
    'history.remove-view': (id) => {
      services.writer.removeView(id)
      services.feed.changed('views')
    },
    'history.delete': (runs) => {
      services.trash.delete(runs)
      changedRuns(runs)
    },
    'history.undo-delete': (runs) => {
      try {
        services.trash.undo(runs)
      } finally {
        // They are back also where a folder could not be moved.
        changedRuns(runs)
      }
    },
  }
}
