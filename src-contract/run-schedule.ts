/**
 * The stages of a run: parts with a weight set, momentum pools and a schedule of their own, one after another. Few-shot
 * methods have one for each sub-supernet, all others one that is the whole run.
 */
import type { TrainConfig } from './domain/run'
import { totalStepsOf } from './schedule'
import { createSearchSpace } from './search-space/registry'
import type { Architecture } from './search-space/search-space'

export interface RunSchedule {
  /** Numbers of the stages, in order: the operation on the stage choice, or 0 where there is none. */
  readonly stages: readonly number[]
  /** T: steps of each stage. */
  readonly stageSteps: number
  /** Of the whole run. Step s of the run is step s mod T of its stage. */
  readonly totalSteps: number
}

export function runSchedule(config: Pick<TrainConfig, 'stages' | 'space' | 'classes' | 'length' | 'trainImages' | 'batch'>): RunSchedule {
  const stages = stagesOf(config)
  const stageSteps = totalStepsOf(config.length, config.trainImages, config.batch)
  return { stages, stageSteps, totalSteps: stages.length * stageSteps }
}

function stagesOf({ stages, space, classes }: Pick<TrainConfig, 'stages' | 'space' | 'classes'>): readonly number[] {
  if (stages === undefined) return [0]
  if (stages.only !== null) return [stages.only]
  const { operations } = createSearchSpace(space, classes).choices[stages.choice] ?? { operations: [] }
  return [...operations.keys()]
}

/** The stage whose weights an architecture is trained and evaluated with. */
export function stageOf({ stages }: Pick<TrainConfig, 'stages'>, architecture: Architecture): number {
  return stages === undefined ? 0 : (architecture[stages.choice] ?? 0)
}

/** Steps that a stage has been trained for once the run has done `step` steps; 0 also where the run does not train it. */
export function stepsOfStage({ stages, stageSteps }: RunSchedule, stage: number, step: number): number {
  const position = stages.indexOf(stage)
  return position < 0 ? 0 : Math.max(0, Math.min(stageSteps, step - position * stageSteps))
}
