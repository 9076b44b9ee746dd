import type { CheckpointRecord, TrainConfig } from '../../src-contract/domain/run'
import type { RunSchedule } from '../../src-contract/run-schedule'
import type { JobContext } from '../jobs/job-context'
import type { Tracking } from '../ranking/tracking'
import { stepPlanner } from '../strategy/plan-step'
import { flatTensor, initialWeights } from '../supernet/weights'
import type { Tensor1D } from '../tensor/backend'
import { dispose, toFloats } from '../tensor/tensors'
import type { Checkpoint } from './checkpoint-store'
import { fromCheckpoint, toCheckpoint, weightsByStage, type DoneWeights } from './run-checkpoint'
import { trainLoop, type LoopEnd, type LoopParts } from './train-loop'
import { TrainState } from './train-state'

export interface StagesParts extends Pick<LoopParts, 'supernet' | 'batch' | 'checkpoints'> {
  /** With the split choice drawn. */
  readonly config: TrainConfig
  readonly schedule: RunSchedule
  /** Where training goes on; null: from the start. */
  readonly checkpoint: Checkpoint | null
  readonly save: (checkpoint: Checkpoint) => CheckpointRecord
  /** Null: nothing is judged on the way. */
  readonly tracking: Tracking | null
}

/**
 * Trains the stages of a run one after another, each from weights, with momentum and on a schedule of its own. A stage
 * ends with a checkpoint, which also holds the weights of those before; only one is on the device at a time.
 */
export async function trainStages(parts: StagesParts, context: JobContext): Promise<LoopEnd> {
  const { supernet, config, schedule, checkpoint } = parts
  const { layout, space } = supernet
  const { stages, stageSteps, totalSteps } = schedule
  const from = checkpoint?.step ?? 0
  // A finished run that was cut before it could say so is in its last stage.
  const first = Math.min(Math.floor(from / stageSteps), stages.length - 1)
  const done = new Map(checkpoint === null ? [] : [...weightsByStage(layout, checkpoint)].filter(([stage]) => stages.indexOf(stage) < first))
  const plan = stepPlanner(config, space, stageSteps)

  for (let position = first; ; position++) {
    const stage = stages[position] ?? 0
    const before = position * stageSteps
    const begun = checkpoint !== null && from > before
    const state = begun ? fromCheckpoint(layout, checkpoint, stage) : new TrainState(layout, flatTensor(initialWeights(layout, config.seed, stage)))
    try {
      const end = await trainLoop(
        {
          ...{ supernet, state, plan },
          part: { stage, before, totalSteps },
          settings: { sgd: config.optimizer, inactive: config.inactive },
          batch: parts.batch,
          save: (step) => parts.save(toCheckpoint(state, { step, totalSteps, config }, stage, done)),
          checkpoints: parts.checkpoints,
          batchSize: config.batch,
          tracking: judgedWith(parts.tracking, stage, state, done),
        },
        Math.max(from, before),
        before + stageSteps,
        context,
      )
      if (end.stopped || end.steps === totalSteps || context.stopRequested) return end
      done.set(stage, toFloats(state.weights))
    } finally {
      state.dispose()
    }
  }
}

/** Judges with the weights of the stage in training as they are then; those before it are on the device only meanwhile. */
function judgedWith(points: Tracking | null, current: number, state: TrainState, done: DoneWeights): LoopParts['tracking'] {
  if (points === null) return undefined
  return {
    points,
    judge: async (step, pause) => {
      const made = new Map<number, Tensor1D>()
      const weightsOf = (stage: number): Tensor1D => {
        if (stage === current) return state.weights
        const flat = done.get(stage)
        if (flat === undefined) throw new RangeError(`Stage ${stage} has no weights.`)
        const found = made.get(stage) ?? flatTensor(flat)
        made.set(stage, found)
        return found
      }
      try {
        return await points.judge(step, weightsOf, pause)
      } finally {
        dispose(...made.values())
      }
    },
  }
}
