/** What is asked for when a ranking is begun: the settings of command line and form, and how both are checked. */
import * as v from 'valibot'
import { numberSchema, type NumberSetting } from './settings'

export const rankingSettings = {
  images: { label: 'Images', meaning: 'held-out images, a stratified part of those of the run; all of them when left out', unit: 'images', default: null, min: 2, max: 2 ** 32 - 1, integer: true },
  batch: { label: 'Batch', meaning: 'images evaluated at once, with their own batch statistics', unit: 'images', default: 256, min: 2, max: 65_536, integer: true },
  seed: { label: 'Seed', meaning: 'decides the order of the images and a random subset', unit: '', default: 0, min: 0, max: 2 ** 32 - 1, integer: true },
} as const satisfies Record<string, NumberSetting>

/** Images that count: whole batches, for a smaller one would give its images another weight; all where they make only one. */
export function rankedImages(images: number, batch: number): number {
  return images < batch ? images : images - (images % batch)
}

const operation = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const architectureSubset = v.variant('kind', [
  v.strictObject({ kind: v.literal('paper-subset') }),
  v.strictObject({ kind: v.literal('all') }),
  v.strictObject({ kind: v.literal('random'), count: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
  v.strictObject({
    kind: v.literal('list'),
    /** Where the list is from, as people call it. */
    source: v.pipe(v.string(), v.maxLength(4096)),
    architectures: v.pipe(v.array(v.pipe(v.array(operation), v.maxLength(1000))), v.minLength(1), v.maxLength(1_000_000)),
  }),
])

export const rankingRequestSchema = v.strictObject({
  run: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  subset: architectureSubset,
  images: numberSchema(rankingSettings.images),
  batch: numberSchema(rankingSettings.batch),
  seed: numberSchema(rankingSettings.seed),
})
export type RankingRequest = v.InferOutput<typeof rankingRequestSchema>
