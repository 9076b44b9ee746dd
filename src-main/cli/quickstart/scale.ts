import type { TrainRequest } from '../../../src-contract/domain/train-request'

/** Small enough for ten minutes on two cores; both runs differ in strategy only. */
const scale = { channels: 8, cells: 1, epochs: 24, seed: 0 } as const

/** Images evaluated at once: all 2,500 held-out ones are used but the remainder. */
export const rankingBatch = 250

export const strategies: readonly { readonly title: string; readonly request: Omit<TrainRequest, 'dataset'> }[] = [
  { title: 'SPOS', request: { ...scale, name: 'quickstart-spos', method: 'spos', rate: 'cosine', momentum: 'shared' } },
  { title: 'SPOS + CaLR + MS', request: { ...scale, name: 'quickstart-spos-calr-ms', method: 'spos', rate: 'calr', momentum: 'separated' } },
]
