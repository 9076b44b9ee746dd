import type { RunRecord } from '../../src-contract/domain/run'
import { exitCodes, isStop } from '../../src-contract/errors'
import type { Progress } from '../../src-contract/progress'
import type { JobListener, Studio } from '../jobs/studio'
import type { StartedRun } from '../jobs/train-run'
import { finish, listenerOf, type CommandContext, type Outcome } from './context'
import { runFields } from './follow-training'
import { isUnderWay, jointFigures, JointRuns } from './joint-runs'
import { formatCount, formatFigure, formatSeconds, formatTable, printable } from './output/format'

/** Trains several queued runs, as many at once as have room, with one progress for all; tells the results together. */
export async function followTrainings(context: CommandContext, studio: Studio, runs: readonly RunRecord[], begin: (run: RunRecord, listener: JobListener) => StartedRun): Promise<Outcome> {
  const { terminal } = context
  const totalSteps = runs.reduce((sum, run) => sum + run.totalSteps, 0)
  const joint = new JointRuns((newest) => terminal.progress(together(newest, runs.length, totalSteps)))
  const listener = (run: RunRecord): JobListener => {
    const base = listenerOf(context, run.id)
    return joint.listener({ ...base, warning: (message) => base.warning(`${run.name}: ${message}`) }, run.id)
  }
  const started = runs.map((run) => {
    terminal.event('run', { run: run.id, name: run.name })
    terminal.note(`Run ${run.id} (${printable(run.name)})`)
    return begin(run, listener(run))
  })
  const ends = await finish(context, {
    result: Promise.allSettled(started.map(({ result }) => result)),
    stop: () => {
      for (const run of started) run.stop()
    },
  })
  const ended = await Promise.all(runs.map(({ id }) => studio.history.run(id)))
  terminal.result({ runs: ended.map(runFields) }, () => describeEnds(ended))
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
  const failure = errors.find((error): error is Error => error instanceof Error && !isStop(error))
  if (failure !== undefined) throw failure
  return ended.some(({ state }) => state === 'stopped') ? exitCodes.stopped : exitCodes.done
}

/** Steps of all runs together. How long they take is not told: how many will run at once changes on the way. */
function together(each: readonly Progress[], runs: number, totalSteps: number): Progress {
  const done = each.reduce((sum, progress) => sum + progress.done, 0)
  return { phase: `Training ${formatCount(runs, 'run')} (${each.filter(isUnderWay).length} at once)`, done, total: totalSteps, unit: 'steps', secondsLeft: null, figures: jointFigures(each) }
}

function describeEnds(runs: readonly RunRecord[]): string {
  const table = formatTable(
    ['run', 'name', 'state', 'steps>', 'loss>', 'time>', 'weights'],
    runs.map(({ id, name, state, steps, finalLoss, seconds, weightsSha256 }) => [id, printable(name), state, String(steps), formatFigure(finalLoss), formatSeconds(seconds), weightsSha256?.slice(0, 16) ?? '–']),
  )
  const open = runs.filter(({ state }) => state !== 'finished')
  return open.length === 0 ? table : `${table}\nGo on: ${open.map(({ id }) => `studio resume ${id}`).join('; ')}`
}
