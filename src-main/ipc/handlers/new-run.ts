import type { newRunRequests } from '../../../src-contract/api/new-run'
import type { HandlersOf } from '../../../src-contract/api/request'
import { countRuns } from '../../../src-contract/domain/run-table'
import { StudioError } from '../../../src-contract/errors'
import { EstimateStore } from '../../jobs/estimate-store'
import { estimateRun, planRun } from '../../jobs/plan-run'
import { PresetStore } from '../../jobs/preset-store'
import { beginRun, enterRuns } from '../../jobs/train-run'
import type { Services } from '../../window/services'

export function newRunHandlers(services: Services): HandlersOf<typeof newRunRequests> {
  const estimates = new EstimateStore(services.home.estimatesFile)
  const presets = new PresetStore(services.home.presetsFile)
  for (const { problem } of [estimates, presets]) if (problem !== null) services.notices.push(problem)

  const stopMeasuring = (): void => {
    for (const job of services.board.list()) if (job.kind === 'estimate' && job.state !== 'stopping') services.board.stop(job.id, 'stop')
  }
  return {
    'runs.plan': (request) => planRun(services.studio, request, estimates),
    'runs.estimate': async (request) => {
      stopMeasuring()
      const handle = await services.board.add({ kind: 'estimate', title: 'the new run' }, (listener) => estimateRun(services.studio, request, estimates, listener))
      const { measure } = await handle.result
      if (measure === null) throw new StudioError('stopped', 'The measurement was stopped.')
      return measure
    },
    'runs.start': async ({ request, seeds, checkpointMinutes }) => {
      stopMeasuring()
      const { studio, board, feed } = services
      const runs = await enterRuns(studio, request, seeds)
      for (const run of runs) {
        await board.add({ kind: 'train', title: run.name, runId: run.id }, (listener) => beginRun(studio, run, { minutes: checkpointMinutes, steps: null }, listener))
      }
      feed.changed('runs')
      return runs.map(({ id }) => id)
    },
    'runs.left-over': () => {
      const page = services.history.queryRuns({
        ...countRuns,
        shown: 'active',
        filters: [
          { operator: 'state', states: ['interrupted', 'paused'] },
          { operator: 'eq', column: 'steps', value: 0 },
        ],
        limit: 50,
      })
      return page.rows.map(({ id, name }) => ({ id, name }))
    },
    'runs.presets': () => presets.list(),
    'runs.save-preset': ({ title, request }) => presets.save(title, request),
    'runs.remove-preset': (id) => presets.remove(id),
  }
}
