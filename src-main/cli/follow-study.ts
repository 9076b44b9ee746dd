import { StudioError } from '../../src-contract/errors'
import type { Progress } from '../../src-contract/progress'
import { stateWords } from '../../src-contract/study/report'
import type { Studio } from '../jobs/studio'
import { runStudy, type StudyEnd, type StudyWork } from '../studies/run-study'
import { studyStatus } from '../studies/view-study'
import { finish, listenerOf, stoppedOr, type CommandContext, type Outcome } from './context'
import { JointRuns, jointFigures } from './joint-runs'
import { describeStudy, studyFields } from './output/describe-study'
import { formatCount, printable } from './output/format'

/** Makes what is missing of a study and tells how far it came. Throws 'study-incomplete' where runs failed. */
export async function followStudy(context: CommandContext, studio: Studio, id: string, work: StudyWork): Promise<Outcome> {
  const { terminal } = context
  terminal.event('study', { study: id })
  const { name } = await studio.history.study(id)
  const progress = new StudyProgress(name, Date.now())
  const joint = new JointRuns((newest) => terminal.progress(progress.at(newest, Date.now())))
  const handle = runStudy(studio, id, work, ({ runId }, begin) => Promise.resolve(begin(runId === undefined ? listenerOf(context) : joint.listener(listenerOf(context, runId), runId))), {
    cell: ({ arm, seed, runId, state, error }, done, total) => {
      if (runId !== null && state !== 'running' && state !== 'ranking') joint.ended(runId)
      progress.runs(done, total)
      terminal.event('study-run', { arm, seed, run: runId, state, error, done, total })
      terminal.note(`${arm} seed ${seed}${runId === null ? '' : ` (${runId})`}: ${stateWords[state]}; ${done} of ${total} done${error === null ? '' : `. ${error}`}`)
    },
  })
  const end = await finish(context, handle)
  const status = await studyStatus(studio.history, id)
  terminal.result({ ...studyFields(status), state: end.state, asked: end.total, askedDone: end.done }, () => `${describeStudy(status)}${nextStep(end, status.view.name)}`)
  if (end.state === 'incomplete') throw incomplete(end)
  return stoppedOr(end.state)
}

/** Runs of a study as one progress, each by the share of it that is done. */
class StudyProgress {
  private done = 0
  private total = 0
  /** Runs, with shares, that were done when this sitting began to be told: what they took is not known. */
  private before: number | null = null

  /** @param began ms */
  constructor(private readonly name: string, private readonly began: number) {}

  runs(done: number, total: number): void {
    this.done = done
    this.total = total
  }

  /** @param now ms */
  at(underWay: readonly Progress[], now: number): Progress {
    const done = this.done + underWay.reduce((sum, progress) => sum + Math.min(1, progress.done / (progress.total ?? Infinity)), 0)
    this.before ??= done
    const made = done - this.before
    const secondsLeft = made < leastShare ? null : (((now - this.began) / 1000) * (this.total - done)) / made
    return { phase: `Study ${printable(this.name)} (${formatCount(underWay.length, 'run')} at once)`, done: Math.floor(done * 100) / 100, total: this.total, unit: 'runs', secondsLeft, figures: jointFigures(underWay) }
  }
}

/** Of a run: before so much is made, the time left would be a guess. */
const leastShare = 0.02

function nextStep({ state }: StudyEnd, name: string): string {
  return state === 'finished' ? `\n\nWrite it: studio study export ${name} FOLDER` : `\n\nGo on: studio study resume ${name}`
}

function incomplete({ left }: StudyEnd): StudioError {
  const named = left.map(({ arm, seed, state, error }) => `${arm} seed ${seed} (${stateWords[state]}${error === null ? '' : `: ${error}`})`).join(', ')
  return new StudioError('study-incomplete', `${left.length} of the runs are not done: ${named}. All others are; \`studio study resume\` goes on with those that were stopped, and with --retry-failed with those that failed.`)
}
