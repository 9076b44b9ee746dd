import { StudioError } from '../../src-contract/errors'
import { stateWords } from '../../src-contract/study/report'
import type { Studio } from '../jobs/studio'
import { runStudy, type StudyEnd, type StudyWork } from '../studies/run-study'
import { studyStatus } from '../studies/view-study'
import { finish, listenerOf, stoppedOr, type CommandContext, type Outcome } from './context'
import { describeStudy, studyFields } from './output/describe-study'

/** Makes what is missing of a study and tells how far it came. Throws 'study-incomplete' where runs failed. */
export async function followStudy(context: CommandContext, studio: Studio, id: string, work: Omit<StudyWork, 'width'>): Promise<Outcome> {
  const { terminal } = context
  terminal.event('study', { study: id })
  const handle = runStudy(studio, id, { ...work, width: 1 }, (_label, begin) => Promise.resolve(begin(listenerOf(context))), {
    cell: ({ arm, seed, runId, state, error }, done, total) => {
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

function nextStep({ state }: StudyEnd, name: string): string {
  return state === 'finished' ? `\n\nWrite it: studio study export ${name} FOLDER` : `\n\nGo on: studio study resume ${name}`
}

function incomplete({ left }: StudyEnd): StudioError {
  const named = left.map(({ arm, seed, state, error }) => `${arm} seed ${seed} (${stateWords[state]}${error === null ? '' : `: ${error}`})`).join(', ')
  return new StudioError('study-incomplete', `${left.length} of the runs are not done: ${named}. All others are; \`studio study resume\` goes on with those that were stopped, and with --retry-failed with those that failed.`)
}
