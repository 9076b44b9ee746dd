import * as v from 'valibot'
import { checkpointMinutes, numberSchema, trainSettings } from './settings'

export const themes = ['system', 'light', 'dark'] as const

/** What the user sets for the application as a whole; stored as settings.json in the home folder. */
export const appSettings = v.object({
  theme: v.optional(v.picklist(themes), 'system'),
  /** Threads of TensorFlow in new runs; null: all cores. */
  threads: v.optional(v.nullable(numberSchema(trainSettings.threads)), null),
  /** Minutes between checkpoints. */
  checkpointMinutes: v.optional(numberSchema(checkpointMinutes), checkpointMinutes.default),
  /** A system notification when a training or ranking ends and the window is not in front. */
  notifyAtEnd: v.optional(v.boolean(), true),
})

export type AppSettings = v.InferOutput<typeof appSettings>
