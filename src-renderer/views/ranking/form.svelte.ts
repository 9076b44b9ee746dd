import { rankedImages, rankingSettings, type RankingRequest } from '../../../src-contract/domain/ranking-request'
import type { RunRecord } from '../../../src-contract/domain/run'
import type { NumberSetting } from '../../../src-contract/domain/settings'
import { hasPaperSubset } from '../../../src-contract/search-space/ground-truth'
import { parseArchitectureLines } from '../../../src-contract/search-space/parse-architecture'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { SearchSpace } from '../../../src-contract/search-space/search-space'
import { count } from '../../components/format'
import { numberOf, problemOf } from '../../components/number-text'

export type SubsetKind = RankingRequest['subset']['kind']
type Read<T> = { readonly value: T; readonly problem: null } | { readonly value: null; readonly problem: string }

/** Above this a table of results does not fit in memory (see subset.ts of the worker). */
const most = 1_000_000

/** What the user asks a ranking for, as typed, and what is wrong with it. */
export class RankingForm {
  kind = $state<SubsetKind>('paper-subset')
  random = $state('500')
  list = $state('')
  images = $state('')
  batch = $state('')
  seed = $state('')
  readonly space: SearchSpace

  constructor(private readonly run: RunRecord) {
    this.space = createSearchSpace(run.config.space, run.config.classes)
    if (!this.hasPaperSubset) this.kind = 'random'
  }

  /** The subset is of that space only. */
  get hasPaperSubset(): boolean {
    return hasPaperSubset(this.run.config.space.id)
  }

  get canRankAll(): boolean {
    return this.space.size <= most
  }

  /** Limits as they are for this run and its space. */
  get settings() {
    const random = { label: 'The number of architectures', meaning: '', unit: '', default: null, min: 1, max: Math.min(most, Number(this.space.size)), integer: true } satisfies NumberSetting
    return { ...rankingSettings, images: { ...rankingSettings.images, max: this.run.config.validImages }, random }
  }

  /** Null: nothing, or something that is no such number. */
  readonly randomCount = $derived.by(() => valid(this.settings.random, this.random, null))
  readonly randomProblem = $derived.by(() => (this.random.trim() === '' ? 'Say how many' : problemOf(this.settings.random, this.random)))
  readonly listed = $derived.by<Read<readonly (readonly number[])[]>>(() => {
    if (this.list.trim() === '') return { value: null, problem: 'Write one architecture a line.' }
    try {
      return { value: parseArchitectureLines(this.list, 'The list', (line) => this.space.parse(line)), problem: null }
    } catch (error) {
      return { value: null, problem: error instanceof Error ? error.message : String(error) }
    }
  })
  readonly distinct = $derived.by(() => new Set((this.listed.value ?? []).map((architecture) => architecture.join())).size)

  /** Null while something is wrong. */
  readonly request = $derived.by<RankingRequest | null>(() => {
    const subset = this.subset()
    const [images, batch] = [this.imageCount, this.batchSize]
    const seed = valid(rankingSettings.seed, this.seed, rankingSettings.seed.default)
    return subset === null || images === null || batch === null || seed === null ? null : { run: this.run.id, subset, images, batch, seed }
  })

  /** How many images count, when it is not all that were asked for. */
  readonly imagesWords = $derived.by(() => {
    const [images, batch] = [this.imageCount, this.batchSize]
    if (images === null || batch === null) return ''
    const used = rankedImages(images, batch)
    const all = `of ${count(this.run.config.validImages)} that the run holds out`
    return used === images ? `On ${count(images)} ${all}, each batch normalised by its own statistics.` : `On ${count(used)} ${all}: whole batches of ${count(batch)}, each normalised by its own statistics.`
  })

  private get imageCount(): number | null {
    return valid(this.settings.images, this.images, this.run.config.validImages)
  }

  private get batchSize(): number | null {
    return valid(rankingSettings.batch, this.batch, rankingSettings.batch.default)
  }

  private subset(): RankingRequest['subset'] | null {
    switch (this.kind) {
      case 'paper-subset':
      case 'all':
        return { kind: this.kind }
      case 'random':
        return this.randomCount === null ? null : { kind: 'random', count: this.randomCount }
      case 'list':
        return this.listed.value === null ? null : { kind: 'list', source: 'typed', architectures: this.listed.value.map((architecture) => [...architecture]) }
    }
  }
}

/** The number that was typed, or what an empty field stands for; null where it is not valid. */
function valid(setting: NumberSetting, text: string, otherwise: number | null): number | null {
  return problemOf(setting, text) === null ? (numberOf(text) ?? otherwise) : null
}
