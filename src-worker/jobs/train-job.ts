import { runSchedule } from '../../src-contract/run-schedule'
import { StudioError } from '../../src-contract/errors'
import type { TrainJob, TrainResult } from '../../src-contract/worker-protocol'
import { openPackedDataset } from '../dataset/packed-dataset'
import { trainBatches } from '../dataset/batches'
import { resolveMomentum } from '../strategy/momentum'
import { createSupernet } from '../supernet/supernet'
import { imagesTensor, labelsTensor } from '../tensor/tensors'
import { loadNewestCheckpoint, saveCheckpoint, sweepUnfinished } from '../training/checkpoint-store'
import { trainStages } from '../training/train-stages'
import type { JobContext } from './job-context'

/** Trains a supernet from the start or from its newest valid checkpoint. */
export async function runTrainJob(job: TrainJob, context: JobContext): Promise<TrainResult> {
  const began = context.seconds()
  sweepUnfinished(job.folder)
  const newest = job.resume ? loadNewestCheckpoint(job.folder) : null
  for (const message of newest?.rejected ?? []) context.emit({ kind: 'log', level: 'warning', message })
  const stored = newest?.checkpoint.config ?? job.config
  const supernet = createSupernet(stored.space, stored.classes)
  const config = { ...stored, momentum: resolveMomentum(stored, supernet.space) }
  const schedule = runSchedule(config)

  const dataset = openPackedDataset(job.datasetFolder)
  try {
    if (dataset.meta.fingerprint !== config.datasetFingerprint) {
      throw new StudioError('dataset-changed', `The data set in ${job.datasetFolder} is not the one this run was started with: its fingerprint differs. Import the original again.`)
    }
    const batches = trainBatches(dataset, config)
    context.emit({ kind: 'started', step: newest?.checkpoint.step ?? 0, totalSteps: schedule.totalSteps, config })
    const end = await trainStages(
      {
        ...{ supernet, config, schedule },
        checkpoint: newest?.checkpoint ?? null,
        batch: (stage, step) => {
          const { pixels, labels } = batches(stage, step)
          return { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
        },
        save: (checkpoint) => saveCheckpoint(job.folder, checkpoint, job.studioVersion),
        checkpoints: job.checkpoints,
      },
      context,
    )
    return {
      kind: 'train',
      state: end.steps === schedule.totalSteps ? 'finished' : 'stopped',
      steps: end.steps,
      totalSteps: schedule.totalSteps,
      finalLoss: end.finalLoss,
      weightsSha256: end.saved.weightsSha256,
      seconds: context.seconds() - began,
    }
  } finally {
    dataset.close()
  }
}
