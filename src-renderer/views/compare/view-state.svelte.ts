import type { RunColumn } from '../../../src-contract/domain/run-table'
import type { FigurePart } from './ranking-figures'
import { ChartGroup } from '../../charts/chart-group.svelte'

export const compareTabs = ['differences', 'curves', 'rankings', 'parallel', 'scatter'] as const
export type CompareTab = (typeof compareTabs)[number]

/** What the user chose on the screen; stays when runs come and go, which makes the screen anew. */
class CompareState {
  tab = $state<CompareTab>('differences')
  /** The run that the others are held against; null: the first. */
  reference = $state<string | null>(null)
  hideEqual = $state(true)
  /** Runs that differ in their seed only are shown as one. */
  joinSeeds = $state(false)
  /** Axes of the parallel coordinates; null: those that differ, and the outcomes. */
  axes = $state.raw<readonly RunColumn[] | null>(null)
  /** Null: the pair that says most of these runs. */
  x = $state<RunColumn | null>(null)
  y = $state<RunColumn | null>(null)
  /** With few images the loss is the better score. */
  score = $state<'accuracy' | 'loss'>('loss')
  part = $state<FigurePart>('order')
  /** Whether scores made elsewhere stand beside the rankings of the runs. */
  imported = $state(false)
  readonly charts = new ChartGroup()
}

export const compareState = new CompareState()
