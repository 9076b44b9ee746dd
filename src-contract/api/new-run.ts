/** What the form of a new run asks: what a wish would become, how long it takes, and to start it. */
import * as v from 'valibot'
import type { SavedPreset } from '../domain/presets'
import type { RunRecord } from '../domain/run'
import type { RunPlan, StepMeasure } from '../domain/run-plan'
import { seedsAtOnce } from '../domain/seeds'
import { checkpointMinutes, numberSchema, trainSettings } from '../domain/settings'
import { presetRequestSchema, trainRequestSchema } from '../domain/train-request'
import { ask, id, name, nothing } from './request'

export const newRunRequests = {
  /** The whole configuration a wish leads to and what it takes; throws what is wrong with it. */
  'runs.plan': ask(trainRequestSchema).gives<RunPlan>(),
  /** Measures a few steps of it, in a worker of its own; a measurement under way is given up for it ('stopped'). */
  'runs.estimate': ask(trainRequestSchema).gives<StepMeasure>(),
  /** One run for each seed, in this order, each in its turn; gives their ids. */
  'runs.start': ask(
    v.strictObject({
      request: trainRequestSchema,
      seeds: v.pipe(v.array(numberSchema(trainSettings.seed)), v.minLength(1), v.maxLength(seedsAtOnce)),
      checkpointMinutes: numberSchema(checkpointMinutes),
    }),
  ).gives<readonly string[]>(),
  /** Runs that waited when the application ended and never began. */
  'runs.left-over': ask(nothing).gives<readonly Pick<RunRecord, 'id' | 'name'>[]>(),
  'runs.presets': ask(nothing).gives<readonly SavedPreset[]>(),
  /** Takes the place of a preset with the same title. */
  'runs.save-preset': ask(v.strictObject({ title: name, request: presetRequestSchema })).gives<readonly SavedPreset[]>(),
  'runs.remove-preset': ask(id).gives<readonly SavedPreset[]>(),
}
