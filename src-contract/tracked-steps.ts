/** After which steps of a run its tracked architectures are judged. */
import type { TrainConfig } from './domain/run'
import { runSchedule } from './run-schedule'
import { stepsPerEpoch } from './schedule'

type Tracked = Pick<TrainConfig, 'tracking' | 'stages' | 'space' | 'classes' | 'length' | 'trainImages' | 'batch'>

/** Steps done at each point, ascending: every so many epochs of each stage, and its end. None where nothing is tracked. */
export function trackedSteps(config: Tracked): readonly number[] {
  const { stages, stageSteps } = runSchedule(config)
  const between = stepsBetween(config)
  if (between === null) return []
  const ofStage = Array.from({ length: Math.ceil(stageSteps / between) }, (_, point) => Math.min((point + 1) * between, stageSteps))
  return stages.flatMap((_, position) => ofStage.map((step) => position * stageSteps + step))
}

/** How many those are, also where they are too many to list. */
export function trackedPoints(config: Tracked): number {
  const { stages, stageSteps } = runSchedule(config)
  const between = stepsBetween(config)
  return between === null ? 0 : stages.length * Math.ceil(stageSteps / between)
}

function stepsBetween({ tracking, trainImages, batch }: Tracked): number | null {
  return tracking === undefined ? null : tracking.every * stepsPerEpoch(trainImages, batch)
}
