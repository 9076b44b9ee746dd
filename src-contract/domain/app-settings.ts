import * as v from 'valibot'
import { checkpointMinutes, numberSchema, trainSettings, workers } from './settings'

export const themes = ['system', 'light', 'dark'] as const

/** What the user sets for the application as a whole; stored as settings.json in the home folder. */
export const appSettings = v.object({
  theme: v.optional(v.picklist(themes), 'system'),
  /** Jobs on weights that compute at once. */
  workers: v.optional(numberSchema(workers), workers.default),
  /** Threads of TensorFlow in new runs; null: the cores, divided among the jobs at once. */
  threads: v.optional(v.nullable(numberSchema(trainSettings.threads)), null),
  /** Minutes between checkpoints. */
  checkpointMinutes: v.optional(numberSchema(checkpointMinutes), checkpointMinutes.default),
  /** A system notification when a training or ranking ends and the window is not in front. */
  notifyAtEnd: v.optional(v.boolean(), true),
  /** Which GPUs jobs get: all, none, or the one with this UUID. */
  gpu: v.optional(v.pipe(v.string(), v.regex(/^(auto|off|GPU-[0-9a-f-]{8,40})$/, 'is auto, off, or the UUID of a card as studio gpu status lists it')), 'auto'),
})

export type AppSettings = v.InferOutput<typeof appSettings>
export type AppSettingId = keyof AppSettings

/** What each is for, in a line. */
export const settingTexts: Readonly<Record<AppSettingId, { readonly meaning: string }>> = {
  theme: { meaning: `look of the window: ${themes.join(', ')}` },
  workers: { meaning: workers.meaning },
  threads: { meaning: 'threads of one operation in new runs; auto: the cores, divided among the jobs at once' },
  checkpointMinutes: { meaning: 'minutes between checkpoints of a training' },
  notifyAtEnd: { meaning: 'true: the window tells the desktop when a training, ranking or search ends while it is not in front' },
  gpu: { meaning: 'GPUs that jobs get, one each: auto for all there are, off for none, or the UUID of a card' },
}
