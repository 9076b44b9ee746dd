import type { RunRecord, TrainConfig } from '../../src-contract/domain/run'
import { hasPaperSubset } from '../../src-contract/search-space/ground-truth'
import type { StartedRun } from '../jobs/train-run'
import type { Studio } from '../jobs/studio'
import { finish, stoppedOr, type CommandContext, type Outcome } from './context'
import { formatCount, formatFigure, formatSeconds, printable } from './output/format'

/** Waits for a training and tells its result; of one that failed too, so that its id is known. */
export async function followTraining(context: CommandContext, studio: Studio, started: StartedRun): Promise<Outcome> {
  const { terminal } = context
  terminal.event('run', { run: started.runId })
  terminal.note(`Run ${started.runId}`)
  try {
    const { state } = await finish(context, started)
    const run = await studio.history.run(started.runId)
    terminal.result(runFields(run), () => describeEnd(run))
    return stoppedOr(state)
  } catch (error) {
    const run = await studio.history.run(started.runId)
    if (terminal.json) terminal.result(runFields(run), () => '')
    else if (run.state !== 'queued') terminal.note(`Run ${run.id} is ${run.state}; go on with: studio resume ${run.id}`)
    throw error
  }
}

export function runFields(run: RunRecord): object {
  const { id, name, state, steps, totalSteps, finalLoss, weightsSha256, seconds } = run
  return { run: id, state, steps, totalSteps, finalLoss, weightsSha256, seconds, name }
}

function describeEnd(run: RunRecord): string {
  const { id, name, state, steps, totalSteps, finalLoss, seconds, config } = run
  const head = `Run ${id} (${printable(name)}) is ${state}: ${steps} of ${formatCount(totalSteps, 'step')} in ${formatSeconds(seconds)}, loss ${formatFigure(finalLoss)}.`
  const next = state === 'finished' ? nextStep(id, config) : `Go on: studio resume ${id}`
  return `${head}\nWeights ${run.weightsSha256 ?? 'unknown'}\n${next}`
}

/** With one sub-supernet trained, a list over the whole space would be refused; a search stays among its architectures. */
function nextStep(id: string, { space, stages }: TrainConfig): string {
  if (stages !== undefined && stages.only !== null) return `Search its sub-supernet: studio search ${id} --method evolution`
  return `Rank it: studio rank ${id} --architectures ${hasPaperSubset(space.id) ? 'paper-subset' : 'random:500'}`
}
