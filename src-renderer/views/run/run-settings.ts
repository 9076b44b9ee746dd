/** The whole configuration of a run in words, in groups. */
import { methodTexts, momentumTexts, rateTexts } from '../../../src-contract/domain/choice-texts'
import { subnetsPerStep } from '../../../src-contract/domain/method-facts'
import { jitterSetting } from '../../../src-contract/domain/augment'
import type { AugmentConfig, RunRecord, SpaceConfig, TrainConfig } from '../../../src-contract/domain/run'
import { trainSettings, type SettingId } from '../../../src-contract/domain/settings'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { OwnSpace } from '../../../src-contract/search-space/own-space'
import { listSettings } from '../../../src-contract/search-space/space-config'
import { count, countLarge, short } from '../../components/format'
import { subsetName } from '../ranking/words'

export interface SettingGroup {
  readonly title: string
  readonly facts: readonly { readonly name: string; readonly value: string; readonly hint?: string }[]
}

const samplerNames = { uniform: 'Uniform' } as const satisfies Record<TrainConfig['sampler'], string>
const inactiveNames = { decay: 'Decay and momentum go on', skip: 'Left alone' } as const satisfies Record<TrainConfig['inactive'], string>

export function settingGroups({ config, versions }: Pick<RunRecord, 'config' | 'versions'>, dataset: string | null): readonly SettingGroup[] {
  const { optimizer, rate, momentum, stages, augment, length, runtime } = config
  const space = createSearchSpace(config.space, config.classes)
  const stageChoice = stages === undefined ? undefined : space.choices[stages.choice]
  const known = (id: SettingId, value: number | string) => ({
    name: trainSettings[id].label,
    value: typeof value === 'number' ? plain(value) : value,
    hint: trainSettings[id].meaning,
  })
  return [
    {
      title: 'Data',
      facts: [
        { name: 'Data set', value: dataset ?? config.datasetId },
        { name: 'Classes', value: count(config.classes) },
        { name: 'Image size', value: `${config.imageSize} × ${config.imageSize}` },
        known('trainImages', count(config.trainImages)),
        known('validImages', count(config.validImages)),
        { name: 'Mirroring', value: yes(augment.flip) },
        { name: 'Random crop', value: cropWords(augment) },
        ...(augment.jitter === undefined ? [] : [{ name: jitterSetting.label, value: augment.jitter === 0 ? 'no' : plain(augment.jitter), hint: jitterSetting.meaning }]),
        { name: 'Fingerprint', value: config.datasetFingerprint.slice(0, 12), hint: config.datasetFingerprint },
      ],
    },
    {
      title: 'Search space',
      facts: [
        { name: 'Space', value: space.title },
        ...spaceFacts(config.space),
        { name: 'Architectures', value: countLarge(space.size) },
        { name: 'Parameters', value: `${short(space.extremes.smallest)} to ${short(space.extremes.largest)}`, hint: 'Of the smallest and the largest subnet' },
      ],
    },
    {
      title: 'Strategy',
      facts: [
        { name: 'Method', value: methodTexts[config.method].title, hint: methodTexts[config.method].meaning },
        { name: 'Subnets per step', value: count(subnetsPerStep(config.method, space)) },
        ...(stages === undefined ? [] : [known('stageChoice', stageChoice?.name ?? ''), known('stage', stages.only === null ? 'all' : (stageChoice?.operations[stages.only] ?? ''))]),
        { name: 'Sampler', value: samplerNames[config.sampler] },
        { name: 'Rate schedule', value: rateTexts[rate.id].title },
        ...(rate.id === 'calr' ? [known('gammaMax', rate.gammaMax)] : []),
        ...(rate.id === 'fixed' ? [known('gamma', rate.gamma)] : []),
        { name: 'Momentum buffers', value: momentumTexts[momentum.id].title },
        ...(momentum.id !== 'shared' ? [known('splitChoice', momentum.splitChoice === null ? 'drawn at the start' : (space.choices[momentum.splitChoice]?.name ?? ''))] : []),
        { name: 'Unused weights', value: inactiveNames[config.inactive] },
      ],
    },
    {
      title: 'Training',
      facts: [
        known('lr', optimizer.lr),
        known('sgdMomentum', optimizer.momentum),
        known('weightDecay', optimizer.weightDecay),
        known('clip', optimizer.clipNorm === 0 ? 'none' : optimizer.clipNorm),
        known('batch', config.batch),
        'epochs' in length ? known('epochs', length.epochs) : known('steps', length.steps),
        known('seed', String(config.seed)),
        ...(config.tracking === undefined ? [] : [known('trackEvery', config.tracking.every), known('trackImages', config.tracking.images), { name: 'Tracked architectures', value: subsetName(config.tracking.subset) }]),
        known('threads', runtime.threads),
        { name: 'oneDNN', value: yes(runtime.oneDnn) },
      ],
    },
    { title: 'Versions', facts: Object.entries(versions).map(([name, value]) => ({ name, value })) },
  ]
}

/** Settings of a space, by whose table they stand in. */
function spaceFacts(config: SpaceConfig): SettingGroup['facts'] {
  switch (config.id) {
    case 'nas-bench-201':
      return [
        { name: trainSettings.channels.label, value: plain(config.channels), hint: trainSettings.channels.meaning },
        { name: trainSettings.cells.label, value: plain(config.cells), hint: trainSettings.cells.meaning },
      ]
    case 'mobilenet':
      return [
        { name: trainSettings.width.label, value: plain(config.width), hint: trainSettings.width.meaning },
        { name: listSettings.blocks.label, value: config.blocks.join(', '), hint: listSettings.blocks.meaning },
        { name: listSettings.strides.label, value: config.strides.join(', '), hint: listSettings.strides.meaning },
      ]
    case 'own':
      return ownFacts(config.spec)
  }
}

function ownFacts(spec: OwnSpace): SettingGroup['facts'] {
  const described = spec.description === undefined ? [] : [{ name: 'Description', value: spec.description }]
  const operations = { name: 'Operations', value: spec.operations.map(({ name }) => name).join(', ') }
  if (spec.template === 'chain') {
    const { stages } = spec
    const list = (of: (stage: (typeof stages)[number]) => number): string => stages.map(of).join(', ')
    return [...described, { name: 'Channels of the stages', value: list(({ channels }) => channels) }, { name: listSettings.blocks.label, value: list(({ blocks }) => blocks) }, { name: 'Strides of the stages', value: list(({ stride }) => stride) }, operations]
  }
  return [...described, { name: trainSettings.channels.label, value: plain(spec.channels) }, { name: trainSettings.cells.label, value: plain(spec.cells) }, { name: 'Nodes', value: plain(spec.nodes) }, operations]
}

const plain = (value: number): string => (Number.isInteger(value) ? count(value) : String(value))
const yes = (value: boolean): string => (value ? 'yes' : 'no')

function cropWords({ cropPadding, leastArea }: AugmentConfig): string {
  if (leastArea !== undefined) return leastArea === 0 ? 'no' : `resized, from ${plain(leastArea)} of the picture`
  return cropPadding === 0 ? 'no' : `padding of ${cropPadding} pixels`
}
