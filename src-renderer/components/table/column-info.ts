/** What is shown of each column of the table of runs: its name, how its values read, and where it stands in lists. */
import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { inactiveIds, methodIds, momentumIds, rateIds, runStates, samplerIds, spaceIds, truthIds } from '../../../src-contract/domain/choices'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { runColumns, type RunColumn } from '../../../src-contract/domain/run-table'

export type ColumnKind = 'text' | 'state' | 'number' | 'whole' | 'loss' | 'count' | 'share' | 'percent' | 'duration' | 'time' | 'yes-no' | 'tags'

export interface ColumnInfo {
  readonly column: RunColumn
  readonly label: string
  readonly heading: 'Run' | 'Progress' | 'Loss' | 'Ranking' | 'Tracking' | 'Setting'
  readonly kind: ColumnKind
  /** Pixels, before anyone changed it. */
  readonly width: number
  /** Values to choose from, where there are few. */
  readonly choices?: readonly string[]
}

type Fixed = Omit<ColumnInfo, 'column'>

const run = (label: string, kind: ColumnKind, width: number): Fixed => ({ heading: 'Run', label, kind, width })
const progress = (label: string, kind: ColumnKind, width: number): Fixed => ({ heading: 'Progress', label, kind, width })
const loss = (label: string, kind: ColumnKind = 'loss'): Fixed => ({ heading: 'Loss', label, kind, width: 104 })

const fixed: Readonly<Record<(typeof runColumns)[number], Fixed>> = {
  name: run('Name', 'text', 240),
  state: { ...run('State', 'state', 112), choices: runStates },
  created: run('Created', 'time', 156),
  ended: run('Ended', 'time', 156),
  dataset: run('Data set', 'text', 130),
  tags: run('Tags', 'tags', 180),
  notes: run('Notes', 'text', 220),
  group: run('Sweep', 'text', 120),
  id: run('Id', 'text', 120),
  error: run('Error', 'text', 240),
  pinned: run('Pinned', 'yes-no', 84),
  archived: run('Archived', 'yes-no', 92),
  colour: run('Colour', 'text', 92),
  deletedAt: run('Deleted', 'time', 156),
  steps: progress('Steps', 'count', 96),
  totalSteps: progress('Steps planned', 'count', 116),
  seconds: progress('Time training', 'duration', 120),
  rankings: progress('Rankings', 'count', 92),
  lossLast: loss('Loss, last'),
  lossMin: loss('Loss, best'),
  lossMax: loss('Loss, highest'),
  lossMinStep: loss('Step of best', 'count'),
  finalLoss: loss('Loss, final'),
}

type SettingName = Omit<Fixed, 'heading' | 'width'>
type Leaf = string | number | boolean | null | undefined | readonly unknown[]
/** Where single values stand in a record, as `subset.count`. */
type PathOf<T> = T extends Leaf ? never : { [K in keyof T & string]-?: Exclude<T[K], Leaf> extends never ? K : `${K}.${PathOf<T[K]>}` }[keyof T & string]
/** All settings of a run but those of its space, which a user's own file may bring. One without a name does not compile. */
type SettingPath = PathOf<Omit<TrainConfig, 'space'>>

const settingNames: Readonly<Record<string, SettingName>> = {
  method: { label: 'Method', kind: 'text', choices: methodIds },
  sampler: { label: 'Sampler', kind: 'text', choices: samplerIds },
  'rate.id': { label: 'Rate schedule', kind: 'text', choices: rateIds },
  'rate.gammaMax': { label: 'γmax', kind: 'number' },
  'rate.gamma': { label: 'γ', kind: 'number' },
  'momentum.id': { label: 'Momentum policy', kind: 'text', choices: momentumIds },
  'momentum.splitChoice': { label: 'Split choice', kind: 'count' },
  'tracking.every': { label: 'Track every', kind: 'count' },
  'tracking.batch': { label: 'Tracking batch', kind: 'count' },
  'tracking.seed': { label: 'Tracking seed', kind: 'whole' },
  'tracking.images': { label: 'Tracking images', kind: 'count' },
  'tracking.subset.kind': { label: 'Tracked architectures', kind: 'text' },
  'tracking.subset.count': { label: 'Tracked at random', kind: 'count' },
  'tracking.subset.source': { label: 'Tracked list', kind: 'text' },
  'tracking.subset.architectures': { label: 'Tracked, listed', kind: 'text' },
  'stages.choice': { label: 'Stage choice', kind: 'count' },
  'stages.only': { label: 'Only stage', kind: 'count' },
  inactive: { label: 'Inactive weights', kind: 'text', choices: inactiveIds },
  'space.id': { label: 'Search space', kind: 'text', choices: spaceIds },
  'space.spec.name': { label: 'Own space', kind: 'text' },
  'space.channels': { label: 'Channels C', kind: 'count' },
  'space.cells': { label: 'Cells N', kind: 'count' },
  'space.width': { label: 'Width multiplier', kind: 'number' },
  'space.blocks': { label: 'Blocks', kind: 'text' },
  'space.strides': { label: 'Strides', kind: 'text' },
  'optimizer.lr': { label: 'Learning rate', kind: 'number' },
  'optimizer.momentum': { label: 'Momentum', kind: 'number' },
  'optimizer.weightDecay': { label: 'Weight decay', kind: 'number' },
  'optimizer.clipNorm': { label: 'Clip', kind: 'number' },
  'augment.flip': { label: 'Mirror', kind: 'yes-no' },
  'augment.cropPadding': { label: 'Crop padding', kind: 'count' },
  'augment.leastArea': { label: 'Least area', kind: 'number' },
  'augment.jitter': { label: 'Colour jitter', kind: 'number' },
  'runtime.decoders': { label: 'Decoders', kind: 'count' },
  batch: { label: 'Batch', kind: 'count' },
  seed: { label: 'Seed', kind: 'whole' },
  'length.epochs': { label: 'Epochs', kind: 'count' },
  'length.steps': { label: 'Length in steps', kind: 'count' },
  trainImages: { label: 'Training images', kind: 'count' },
  validImages: { label: 'Validation images', kind: 'count' },
  imageSize: { label: 'Image size', kind: 'count' },
  classes: { label: 'Classes', kind: 'count' },
  datasetId: { label: 'Data set id', kind: 'text' },
  datasetFingerprint: { label: 'Fingerprint', kind: 'text' },
  'runtime.threads': { label: 'Threads', kind: 'count' },
  'runtime.oneDnn': { label: 'oneDNN', kind: 'yes-no' },
} satisfies Readonly<Record<SettingPath, SettingName>> & Readonly<Record<string, SettingName>>

const known = new Map<RunColumn, ColumnInfo>()

/** The same object each time: tables ask for it for each of their cells. */
export function columnInfo(column: RunColumn): ColumnInfo {
  const info = known.get(column) ?? makeInfo(column)
  known.set(column, info)
  return info
}

function makeInfo(column: RunColumn): ColumnInfo {
  if (column.startsWith('config.')) return settingInfo(column, column.slice('config.'.length))
  const own = runColumns.find((each) => each === column)
  return { column, ...(own === undefined ? rankingInfo(column) : fixed[own]) }
}

function settingInfo(column: RunColumn, path: string): ColumnInfo {
  const named = settingNames[path] ?? { label: path, kind: 'text' }
  return { column, heading: 'Setting', width: Math.max(96, named.label.length * 8 + 40), ...named }
}

function rankingInfo(column: string): Fixed {
  const tracked = column.startsWith('tracked.')
  const [figure, score, truth] = column.slice(tracked ? 'tracked.'.length : 0).split('.')
  const name = truthTitles[truthIds.find((id) => id === truth) ?? 'cifar10']
  const by = `by ${score}`
  if (tracked) return { heading: 'Tracking', label: `Tracked ${figure === 'tau' ? 'τ' : 'bias'} ${name} ${by}`, kind: 'share', width: 204 }
  return figure === 'tau'
    ? { heading: 'Ranking', label: `τ ${name} ${by}`, kind: 'share', width: 168 }
    : { heading: 'Ranking', label: `Top-1 ${name} ${by}`, kind: 'percent', width: 184 }
}

/** Compared by size, and set flush right. */
export const isNumeric = ({ kind }: ColumnInfo): boolean => ['number', 'whole', 'loss', 'count', 'share', 'percent', 'duration'].includes(kind)
