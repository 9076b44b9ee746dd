/** What a form says that differs from the run it is a copy of. */
import { formTexts, inactiveTexts, methodTexts, momentumTexts, rateTexts } from '../../../src-contract/domain/choice-texts'
import { trainSettings } from '../../../src-contract/domain/settings'
import { typedTitle } from '../../components/typed-space'
import { applies, isFewShot, isTracked, numberIds, type FormValues } from './form.svelte'
import { trackedTexts } from './tracked-set'

export interface Difference {
  readonly label: string
  readonly was: string
  readonly now: string
}

export function differences(was: FormValues, now: FormValues): readonly Difference[] {
  const split = (choice: number | null): string => (choice === null ? 'drawn from the seed' : `choice ${choice}`)
  const stage = (only: number | null): string => (only === null ? 'all' : `operation ${only}`)
  const strides = ({ form, strides: own }: FormValues): string => (form === 'own' ? own : formTexts[form].title)
  const augment = ({ augment: kind, indexed, flip, cropPadding, leastArea, jitter }: FormValues): string => {
    if (kind === 'usual') return 'as usual'
    return `${flip ? 'flip' : 'no flip'}, ${indexed ? `crop from ${leastArea} of the picture, jitter ${jitter}` : `crop ${cropPadding === '' ? 'as usual' : cropPadding}`}`
  }
  const tracked = ({ tracked: { kind, random } }: FormValues): string => (kind === 'random' ? `${random} at random` : trackedTexts[kind].title)
  const pairs: (readonly [label: string, was: string, now: string])[] = [
    ['Data set', was.dataset, now.dataset],
    ['Space', typedTitle(was), typedTitle(now)],
    ...(now.space === 'mobilenet' ? ([['Strides', strides(was), strides(now)], ['Blocks', was.blocks, now.blocks]] as const) : []),
    ['Method', methodTexts[was.method].title, methodTexts[now.method].title],
    ['Schedule', rateTexts[was.rate].title, rateTexts[now.rate].title],
    ['Momentum', momentumTexts[was.momentum].title, momentumTexts[now.momentum].title],
    ['Unused weights', inactiveTexts[was.inactive].title, inactiveTexts[now.inactive].title],
    ['Augmentation', augment(was), augment(now)],
    ['Seed', was.seeds, now.seeds],
    ...(isTracked(now) ? ([['Tracked architectures', isTracked(was) ? tracked(was) : '', tracked(now)]] as const) : []),
    ...numberIds.filter((id) => applies(id, now)).map((id) => [trainSettings[id].label, applies(id, was) ? was.numbers[id] : '', now.numbers[id]] as const),
  ]
  if (now.momentum !== 'shared') pairs.push([trainSettings.splitChoice.label, was.momentum !== 'shared' ? split(was.splitChoice) : '', split(now.splitChoice)])
  if (isFewShot(now)) {
    pairs.push([trainSettings.stageChoice.label, isFewShot(was) ? split(was.stageChoice) : '', split(now.stageChoice)])
    pairs.push([trainSettings.stage.label, isFewShot(was) ? stage(was.stage) : '', stage(now.stage)])
  }
  return pairs.filter(([, before, after]) => before.trim() !== after.trim()).map(([label, before, after]) => ({ label, was: before === '' ? 'not set' : before, now: after === '' ? 'not set' : after }))
}
