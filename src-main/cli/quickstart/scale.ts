import { quickScale } from '../../../src-contract/domain/presets'
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import type { TrainRequest } from '../../../src-contract/domain/train-request'

export interface QuickstartScale {
  readonly training: { readonly channels: number; readonly cells: number; readonly epochs: number; readonly seed: number }
  readonly subset: ArchitectureSubset
  /** The subset in words, after "Ranking: NAME, ". */
  readonly subsetText: string
  /** Images of each architecture; undefined: all that are held out. */
  readonly images: number | undefined
  /** Added to the names of the runs, so that runs of different scales are told apart. */
  readonly suffix: string
}

export const usualScale: QuickstartScale = { training: quickScale, subset: { kind: 'paper-subset' }, subsetText: "the 327 architectures of the paper's subset", images: undefined, suffix: '' }

/** All the same steps in about a minute: it shows that everything works, and its figures say nothing. */
export const shortScale: QuickstartScale = {
  training: { channels: 4, cells: 1, epochs: 1, seed: 0 },
  subset: { kind: 'random', count: 20 },
  subsetText: '20 random architectures',
  images: 500,
  suffix: '-short',
}

/** Images evaluated at once: all 2,500 held-out ones are used but the remainder. */
export const rankingBatch = 250

export interface Strategy {
  readonly title: string
  readonly request: Omit<TrainRequest, 'dataset'>
}

/** Both runs differ in strategy only. */
export const strategiesAt = ({ training, suffix }: QuickstartScale): readonly Strategy[] => [
  { title: 'SPOS', request: { ...training, name: `quickstart-spos${suffix}`, method: 'spos', rate: 'cosine', momentum: 'shared' } },
  { title: 'SPOS + CaLR + MS', request: { ...training, name: `quickstart-spos-calr-ms${suffix}`, method: 'spos', rate: 'calr', momentum: 'separated' } },
]
