import { join } from 'node:path'
import { runSchedule } from '../../src-contract/run-schedule'
import type { TrainJob, TrainResult } from '../../src-contract/worker-protocol'
import { openDataset } from '../dataset/open-dataset'
import { createTracking } from '../ranking/tracking'
import { resolveMomentum } from '../strategy/momentum'
import { createSupernet } from '../supernet/supernet'
import { imagesTensor, labelsTensor } from '../tensor/tensors'
import { loadNewestCheckpoint, saveCheckpoint, sweepUnfinished } from '../training/checkpoint-store'
import { trainStages } from '../training/train-stages'
import type { JobContext } from './job-context'
import { warnWithoutGpu } from './warn-without-gpu'

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

  const dataset = openDataset(job.datasetFolder, config, context)
  try {
    const from = newest?.checkpoint.step ?? 0
    const stored = job.tracked.filter((step) => step <= from)
    const tracking = await createTracking({ config, supernet, dataset, stored, scratch: join(job.folder, 'images-tracking.tmp') }, context)
    const batches = dataset.trainBatches()
    context.emit({ kind: 'started', step: from, totalSteps: schedule.totalSteps, config })
    warnWithoutGpu(context)
    const end = await trainStages(
      {
        ...{ supernet, config, schedule, tracking },
        checkpoint: newest?.checkpoint ?? null,
        batch: async (stage, step) => {
          const { pixels, labels } = await batches(stage, step)
          return { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
        },
        save: (checkpoint) => saveCheckpoint(job.folder, checkpoint, job.studioVersion),
        checkpoints: job.checkpoints,
      },
      context,
    )
    return {
      kind: 'train',
      state: end.steps === schedule.totalSteps && !end.stopped ? 'finished' : 'stopped',
      steps: end.steps,
      totalSteps: schedule.totalSteps,
      finalLoss: end.finalLoss,
      weightsSha256: end.saved.weightsSha256,
      seconds: context.seconds() - began,
    }
  } finally {
    await dataset.close()
  }
}
