import type { CostId, SearchMethodId, TruthId } from '../../../src-contract/domain/choices'
import type { RunRecord } from '../../../src-contract/domain/run'
import { methodSettings, searchSettings, type SearchRequest, type SearchSettingId } from '../../../src-contract/domain/search-request'
import type { NumberSetting } from '../../../src-contract/domain/settings'
import { hasPaperSubset } from '../../../src-contract/search-space/ground-truth'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { SearchSpace } from '../../../src-contract/search-space/search-space'
import { shareCounter } from '../../../src-contract/search-space/share-within'
import { numberOf, problemOf } from '../../components/number-text'

export type ScorerId = 'accuracy' | 'loss' | 'table'

/** What the user asks a search for, as typed, and what is wrong with it. */
export class SearchForm {
  method = $state<SearchMethodId>('evolution')
  scorer = $state<ScorerId>('accuracy')
  truth = $state<TruthId>('cifar10')
  split = $state<'test' | 'valid'>('test')
  cost = $state<CostId>('parameters')
  /** As typed, by setting; empty: the default. */
  texts = $state<Record<SearchSettingId, string>>(emptyTexts())
  readonly space: SearchSpace
  private readonly counter: ReturnType<typeof shareCounter>

  constructor(private readonly run: RunRecord, hasCheckpoint: boolean) {
    this.space = createSearchSpace(run.config.space, run.config.classes)
    this.counter = shareCounter(this.space, run.config.imageSize)
    if (!hasCheckpoint && this.hasTable) this.scorer = 'table'
  }

  get hasTable(): boolean {
    return hasPaperSubset(this.run.config.space.id)
  }

  /** Limits as they are for this run. */
  get settings(): Readonly<Record<SearchSettingId, NumberSetting>> {
    return { ...searchSettings, images: { ...searchSettings.images, max: this.run.config.validImages } }
  }

  /** Settings that count with what is chosen now. */
  readonly shown = $derived.by<readonly SearchSettingId[]>(() => [
    ...methodSettings[this.method],
    'maxParameters',
    'maxMultiplyAdds',
    'maxLatency',
    ...(this.needsLatency ? (['latencyBatch'] as const) : []),
    ...(this.scorer === 'table' ? [] : (['images', 'batch'] as const)),
    'seed',
  ])

  readonly needsLatency = $derived.by(() => this.texts.maxLatency.trim() !== '' || (this.method === 'nsga2' && this.cost === 'latency'))

  /** Share of the space within the limits that can be counted. */
  readonly share = $derived.by(() => this.counter({ parameters: this.value('maxParameters'), multiplyAdds: this.value('maxMultiplyAdds') }))

  readonly problem = $derived.by<string | null>(() => {
    if (this.method !== 'evolution') return null
    const [population, mutations, crossovers] = (['population', 'mutations', 'crossovers'] as const).map((id) => this.value(id) ?? searchSettings[id].default)
    if (population === undefined || mutations === undefined || crossovers === undefined || mutations + crossovers <= population) return null
    return `Mutations and crossovers are ${mutations + crossovers}, more than a generation of ${population} holds.`
  })

  /** Null while something is wrong. */
  readonly request = $derived.by<SearchRequest | null>(() => {
    if (this.problem !== null || this.shown.some((id) => problemOf(this.settings[id], this.texts[id]) !== null)) return null
    const numbers = Object.fromEntries(this.shown.flatMap((id) => (this.value(id) === null ? [] : [[id, this.value(id)]])))
    return {
      run: this.run.id,
      method: this.method,
      scorer: this.scorer === 'table' ? { kind: 'table', truth: this.truth, split: this.split } : { kind: 'supernet', score: this.scorer },
      ...(this.method === 'nsga2' && { cost: this.cost }),
      ...numbers,
    }
  })

  /** Null: left out, or not a number that the setting takes. */
  private value(id: SearchSettingId): number | null {
    return problemOf(this.settings[id], this.texts[id]) === null ? numberOf(this.texts[id]) : null
  }
}

function emptyTexts(): Record<SearchSettingId, string> {
  return {
    population: '', generations: '', parents: '', mutations: '', crossovers: '', mutationProbability: '', evaluations: '', maxParameters: '', maxMultiplyAdds: '', maxLatency: '',
    latencyBatch: '', images: '', batch: '', seed: '',
  }
}
