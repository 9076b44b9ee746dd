import * as v from 'valibot'
import { presetRequestSchema, type PresetRequest } from './train-request'

export interface Preset {
  readonly id: string
  readonly title: string
  readonly meaning: string
  readonly request: PresetRequest
}

/** Small enough for ten minutes on two cores. */
export const quickScale = { channels: 8, cells: 1, epochs: 24, seed: 0 } as const

/** The scale of the paper's NAS-Bench-201 experiments. */
const paperScale = { space: 'nas-bench-201', channels: 16, cells: 5, method: 'spos', epochs: 250, batch: 64, lr: 0.025, sgdMomentum: 0.9, weightDecay: 5e-4, clip: 5, seed: 0 } as const

export const builtInPresets: readonly Preset[] = [
  { id: 'paper-spos', title: 'Paper: SPOS baseline', meaning: 'the published recipe with one schedule and one momentum for all subnets', request: { ...paperScale, rate: 'cosine', momentum: 'shared' } },
  { id: 'paper-spos-calr-ms', title: 'Paper: SPOS + CaLR + MS', meaning: 'the published recipe with both cures', request: { ...paperScale, rate: 'calr', gammaMax: 4, momentum: 'separated' } },
  { id: 'quick', title: 'Quick look', meaning: 'a small supernet for a few minutes: it shows the tool and does not reproduce the paper', request: { ...quickScale, space: 'nas-bench-201', method: 'spos', rate: 'calr', momentum: 'separated' } },
]

/** A preset that the user saved. */
const savedPreset = v.object({ id: v.string(), title: v.string(), request: presetRequestSchema })
export type SavedPreset = v.InferOutput<typeof savedPreset>

/** The file of them in the home folder. */
export const presetFile = v.object({ presets: v.optional(v.array(savedPreset), []) })
