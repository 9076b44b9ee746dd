import * as v from 'valibot'
import { methodTexts } from './choice-texts'
import type { MethodId, RateId } from './choices'
import { methodFacts } from './method-facts'
import { presetRequestSchema, type PresetRequest } from './train-request'

export interface Preset {
  readonly id: string
  readonly title: string
  readonly meaning: string
  /** The method whose published recipe it is, as it is or changed; null where it is none. */
  readonly recipeOf: MethodId | null
  readonly request: PresetRequest
}

/** Small enough for ten minutes on two cores. */
export const quickScale = { channels: 8, cells: 1, epochs: 24, seed: 0 } as const

/** The scale of the paper's NAS-Bench-201 experiments. */
const scale = { space: 'nas-bench-201', channels: 16, cells: 5, batch: 64, lr: 0.025, sgdMomentum: 0.9, weightDecay: 5e-4, seed: 0 } as const

/** The recipe of a method as published; both cures beside it. Its rate without them is that of the published code. */
function ofPaper(method: MethodId, baseline: RateId): readonly Preset[] {
  const { epochs, clipNorm } = methodFacts[method]
  const { title } = methodTexts[method]
  const request = { ...scale, method, epochs, clip: clipNorm }
  return [
    { id: `paper-${method}`, title: `Paper: ${title} baseline`, meaning: 'the published recipe with one schedule and one momentum for all subnets', recipeOf: method, request: { ...request, rate: baseline, momentum: 'shared' } },
    { id: `paper-${method}-calr-ms`, title: `Paper: ${title} + CaLR + MS`, meaning: 'the published recipe with both cures', recipeOf: method, request: { ...request, rate: 'calr', gammaMax: 4, momentum: 'separated' } },
    { id: `control-${method}-calr-random-groups`, title: `Control: ${title} + CaLR + random groups`, meaning: 'the recipe with both cures, but for groups that have no structure: what MS adds beyond more momentum buffers', recipeOf: method, request: { ...request, rate: 'calr', gammaMax: 4, momentum: 'random-groups' } },
  ]
}

export const builtInPresets: readonly Preset[] = [
  ...ofPaper('spos', 'cosine'),
  ...ofPaper('fairnas', 'constant'),
  ...ofPaper('fsnas', 'cosine'),
  { id: 'quick', title: 'Quick look', meaning: 'a small supernet for a few minutes: it shows the tool and does not reproduce the paper', recipeOf: null, request: { ...quickScale, space: 'nas-bench-201', method: 'spos', rate: 'calr', momentum: 'separated' } },
]

/** A preset that the user saved. */
const savedPreset = v.object({ id: v.string(), title: v.string(), request: presetRequestSchema })
export type SavedPreset = v.InferOutput<typeof savedPreset>

/** The file of them in the home folder. */
export const presetFile = v.object({ presets: v.optional(v.array(savedPreset), []) })
