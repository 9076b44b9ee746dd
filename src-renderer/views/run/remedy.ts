/** What to do about a run that ended badly. */
import type { RunRecord } from '../../../src-contract/domain/run'
import { errorCodes, type ErrorCode } from '../../../src-contract/errors'

export interface Remedy {
  readonly advice: string
  /** Going on from the newest checkpoint can help as it is. */
  readonly resume: boolean
  /** A copy with one setting changed: id of the setting, its new value, words for the button. */
  readonly clone: { readonly setting: 'lr' | 'batch'; readonly value: number; readonly label: string } | null
  readonly goTo: 'settings' | 'datasets' | null
}

const nothing = { resume: false, clone: null, goTo: null } as const

/** Null for a run that did not end badly. */
export function remedyOf(run: Pick<RunRecord, 'state' | 'config' | 'error' | 'steps'>): Remedy | null {
  const unwell = run.state === 'failed' || run.state === 'interrupted' || (run.state === 'paused' && run.error !== null)
  return unwell ? remedyFor(run, run.error !== null && isCode(run.error.code) ? run.error.code : null) : null
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text)
}

function remedyFor({ state, config, steps }: Pick<RunRecord, 'state' | 'config' | 'steps'>, code: ErrorCode | null): Remedy {
  switch (code) {
    case 'not-a-number': {
      const value = Number((config.optimizer.lr / 10).toPrecision(6))
      const clone = { setting: 'lr', value, label: `Copy with rate ${value}` } as const
      return { ...nothing, advice: 'The training diverged. Going on from the last checkpoint would most likely diverge again: train a copy with a tenth of the learning rate, or with a smaller clip.', clone }
    }
    case 'out-of-memory': {
      const value = Math.max(2, Math.floor(config.batch / 2))
      const clone = { setting: 'batch', value, label: `Copy with batch ${value}` } as const
      return { ...nothing, advice: 'Close other programs and resume, or train a copy with fewer images a step.', resume: true, clone }
    }
    case 'disk-full':
    case 'permission-denied':
    case 'disk-failed':
      return { ...nothing, advice: 'Once there is room on the disk and it can be written, the run goes on from its newest checkpoint.', resume: true, goTo: 'settings' }
    case 'image-unreadable':
      return { ...nothing, advice: 'Once the file is back as it was, the run goes on from the step before.', resume: true, goTo: 'datasets' }
    case 'dataset-missing':
      return { ...nothing, advice: 'The run needs the images it began with. Import them again with the same settings, then it goes on.', resume: true, goTo: 'datasets' }
    case 'dataset-changed':
      return { ...nothing, advice: 'The run needs the images it began with. Import them again and train a copy.', goTo: 'datasets' }
    default:
      return {
        ...nothing,
        advice: steps === 0 ? 'It had not trained a step yet.' : state === 'interrupted' ? 'Nothing that was stored is lost: resume goes on from the newest checkpoint.' : 'Resume goes on from the newest checkpoint. Should it fail again, the lines below say more.',
        resume: true,
      }
  }
}
