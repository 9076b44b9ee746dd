import type { runRequests } from '../../../src-contract/api/runs'
import type { HandlersOf } from '../../../src-contract/api/request'
import { resumeRun } from '../../jobs/train-run'
import type { Services } from '../../window/services'

export function runHandlers(services: Services): HandlersOf<typeof runRequests> {
  const checkpoints = () => ({ minutes: services.settings.checkpointMinutes, steps: null })
  return {
    'runs.get': (run) => services.history.run(run),
    'runs.resume': async (id) => {
      const { name } = await services.history.run(id)
      await services.board.add({ kind: 'train', title: name, runId: id }, (listener) => resumeRun(services.studio, id, checkpoints(), listener))
    },
    'runs.checkpoint-now': ({ run }) => services.board.checkpointRun(run),
  }
}
