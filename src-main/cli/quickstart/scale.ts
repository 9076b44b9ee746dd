import { quickScale as scale } from '../../../src-contract/domain/presets'
import type { TrainRequest } from '../../../src-contract/domain/train-request'

/** Images evaluated at once: all 2,500 held-out ones are used but the remainder. */
export const rankingBatch = 250

/** Both runs differ in strategy only. */
export const strategies: readonly { readonly title: string; readonly request: Omit<TrainRequest, 'dataset'> }[] = [
  { title: 'SPOS', request: { ...scale, name: 'quickstart-spos', method: 'spos', rate: 'cosine', momentum: 'shared' } },
  { title: 'SPOS + CaLR + MS', request: { ...scale, name: 'quickstart-spos-calr-ms', method: 'spos', rate: 'calr', momentum: 'separated' } },
]
