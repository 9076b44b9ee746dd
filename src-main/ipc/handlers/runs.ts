import type { BrowserWindow } from 'electron'
import type { runRequests } from '../../../src-contract/api/runs'
import type { HandlersOf } from '../../../src-contract/api/request'
import { runNumbers } from '../../jobs/run-numbers'
import { resumeRun } from '../../jobs/train-run'
import { logFile } from '../../system/home-folder'
import { RunLogReaders } from '../../system/run-log-reader'
import { exportMetrics } from '../../window/export-metrics'
import type { Services } from '../../window/services'

export function runHandlers(services: Services, window: () => BrowserWindow | null): HandlersOf<typeof runRequests> {
  const checkpoints = () => ({ minutes: services.settings.checkpointMinutes, steps: null })
  const logs = new RunLogReaders((run) => logFile(services.home, run))
  return {
    'runs.get': (run) => services.history.run(run),
    'runs.marks': (run) => services.history.marks(run),
    'runs.resume': async (id) => {
      const { name } = await services.history.run(id)
      await services.board.add({ kind: 'train', title: name, runId: id }, (listener) => resumeRun(services.studio, id, checkpoints(), listener))
    },
    'runs.checkpoint-now': ({ run }) => services.board.checkpointRun(run),
    'runs.series': (request) => services.history.querySeries(request),
    'runs.numbers': (run) => runNumbers(services.history, run),
    'runs.export-metrics': (run) => exportMetrics(services.history, run, window()),
    'runs.tracked': (run) => services.history.tracked(run),
    'runs.times': (run) => logs.times(run),
    'runs.log': (run) => logs.view(run),
    'runs.checkpoints': (run) => services.history.checkpoints(run),
  }
}
