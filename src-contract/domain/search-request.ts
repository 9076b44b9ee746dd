/** What is asked for when a search is begun: the settings of command line and form, and how both are checked. */
import * as v from 'valibot'
import { costIds, searchMethodIds, truthIds, type SearchMethodId } from './choices'
import { rankingSettings } from './ranking-request'
import { numberSchema, type NumberSetting } from './settings'

const count = { unit: 'architectures', integer: true, min: 1, max: 1_000_000 }

export const searchSettings = {
  population: { ...count, label: 'Population', meaning: 'architectures of a generation', default: 50, min: 2 },
  generations: { ...count, label: 'Generations', meaning: 'the first, random one included', unit: 'generations', default: 20 },
  parents: { ...count, label: 'Parents', meaning: 'the best architectures so far, which the next generation is made from', default: 10 },
  mutations: { ...count, label: 'Mutations', meaning: 'architectures of a generation made by mutating a parent', default: 25, min: 0 },
  crossovers: { ...count, label: 'Crossovers', meaning: 'architectures of a generation that take each choice from either of two parents', default: 25, min: 0 },
  mutationProbability: { label: 'Mutation probability', meaning: 'with which a mutation draws each choice anew', unit: '', default: 0.1, min: 0.001, max: 1, integer: false },
  evaluations: { ...count, label: 'Evaluations', meaning: 'architectures that a random search scores', default: 1000 },
  maxParameters: { label: 'Most parameters', meaning: 'no architecture with more is looked at', unit: '', default: null, min: 1, max: Number.MAX_SAFE_INTEGER, integer: true },
  maxMultiplyAdds: { label: 'Most multiply-adds', meaning: 'no architecture with more is looked at', unit: '', default: null, min: 1, max: Number.MAX_SAFE_INTEGER, integer: true },
  maxLatency: { label: 'Highest latency', meaning: 'no architecture that takes longer on this machine is scored', unit: 'ms', default: null, min: 0.001, max: 1e6, integer: false },
  latencyBatch: { label: 'Latency batch', meaning: 'images of one measured pass', unit: 'images', default: 1, min: 1, max: 65_536, integer: true },
  images: rankingSettings.images,
  batch: rankingSettings.batch,
  seed: { ...rankingSettings.seed, meaning: 'decides the order of the images and every draw of the search' },
} as const satisfies Record<string, NumberSetting>
export type SearchSettingId = keyof typeof searchSettings

/** Settings that only some methods have; all others are for each of them. */
export const methodSettings = {
  evolution: ['population', 'generations', 'parents', 'mutations', 'crossovers', 'mutationProbability'],
  random: ['evaluations'],
  exhaustive: [],
  nsga2: ['population', 'generations', 'mutationProbability'],
} as const satisfies Readonly<Record<SearchMethodId, readonly SearchSettingId[]>>

const scorer = v.variant('kind', [
  v.strictObject({ kind: v.literal('supernet'), score: v.picklist(['accuracy', 'loss']) }),
  v.strictObject({ kind: v.literal('table'), truth: v.picklist(truthIds), split: v.picklist(['valid', 'test']) }),
])

const setting = (id: SearchSettingId) => v.optional(numberSchema(searchSettings[id]))

/** Whatever is left out gets its default. */
export const searchRequestSchema = v.strictObject({
  run: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  method: v.picklist(searchMethodIds),
  scorer,
  /** Of NSGA-II: what it weighs against the score. */
  cost: v.optional(v.picklist(costIds)),
  population: setting('population'),
  generations: setting('generations'),
  parents: setting('parents'),
  mutations: setting('mutations'),
  crossovers: setting('crossovers'),
  mutationProbability: setting('mutationProbability'),
  evaluations: setting('evaluations'),
  maxParameters: setting('maxParameters'),
  maxMultiplyAdds: setting('maxMultiplyAdds'),
  maxLatency: setting('maxLatency'),
  latencyBatch: setting('latencyBatch'),
  images: setting('images'),
  batch: setting('batch'),
  seed: setting('seed'),
})
export type SearchRequest = v.InferOutput<typeof searchRequestSchema>
