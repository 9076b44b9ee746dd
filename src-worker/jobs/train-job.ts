import { totalStepsOf } from '../../src-contract/schedule'
import { StudioError } from '../../src-contract/errors'
import type { TrainJob, TrainResult } from '../../src-contract/worker-protocol'
import { openPackedDataset } from '../dataset/packed-dataset'
import { trainBatches } from '../dataset/batches'
import { resolveMomentum } from '../strategy/momentum'
import { stepPlanner } from '../strategy/plan-step'
import { createSupernet } from '../supernet/supernet'
import { initialWeights } from '../supernet/weights'
import type { Tensor1D } from '../tensor/backend'
import { fromFloats, imagesTensor, labelsTensor } from '../tensor/tensors'
import { loadNewestCheckpoint, saveCheckpoint, sweepUnfinished } from '../training/checkpoint-store'
import { fromCheckpoint, toCheckpoint } from '../training/run-checkpoint'
import { trainLoop } from '../training/train-loop'
import { TrainState } from '../training/train-state'
import type { JobContext } from './job-context'

/** Trains a supernet from the start or from its newest valid checkpoint. */
export async function runTrainJob(job: TrainJob, context: JobContext): Promise<TrainResult> {
  const began = context.seconds()
  sweepUnfinished(job.folder)
  const newest = job.resume ? loadNewestCheckpoint(job.folder) : null
  for (const message of newest?.rejected ?? []) context.emit({ kind: 'log', level: 'warning', message })
  const stored = newest?.checkpoint.config ?? job.config
  const supernet = createSupernet(stored.space, stored.classes)
  const config = { ...stored, momentum: resolveMomentum(stored.momentum, supernet.space, stored.seed) }
  const totalSteps = totalStepsOf(config.length, config.trainImages, config.batch)
  const from = newest?.checkpoint.step ?? 0

  const dataset = openPackedDataset(job.datasetFolder)
  try {
    if (dataset.meta.fingerprint !== config.datasetFingerprint) {
      throw new StudioError('dataset-changed', `The data set in ${job.datasetFolder} is not the one this run was started with: its fingerprint differs. Import the original again.`)
    }
    const batches = trainBatches(dataset, config)
    const state = newest === null
      ? new TrainState(supernet.layout, fromFloats(initialWeights(supernet.layout, config.seed, 0), [supernet.layout.length]) as Tensor1D)
      : fromCheckpoint(supernet.layout, newest.checkpoint)
    try {
      context.emit({ kind: 'started', step: from, totalSteps, config })
      const end = await trainLoop(
        {
          supernet,
          state,
          settings: { sgd: config.optimizer, inactive: config.inactive },
          plan: stepPlanner(config, supernet.space, totalSteps),
          batch: (stage, step) => {
            const { pixels, labels } = batches(stage, step)
            return { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
          },
          save: (step) => saveCheckpoint(job.folder, toCheckpoint(state, { step, totalSteps, config }), job.studioVersion),
          checkpoints: job.checkpoints,
          batchSize: config.batch,
        },
        from,
        totalSteps,
        context,
      )
      return {
        kind: 'train',
        state: end.steps === totalSteps ? 'finished' : 'stopped',
        steps: end.steps,
        totalSteps,
        finalLoss: end.finalLoss,
        weightsSha256: end.saved.weightsSha256,
        seconds: context.seconds() - began,
      }
    } finally {
      state.dispose()
    }
  } finally {
    dataset.close()
  }
}
