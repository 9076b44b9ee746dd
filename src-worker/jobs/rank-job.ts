import { join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { stageOf } from '../../src-contract/run-schedule'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { RankJob, RankResult } from '../../src-contract/worker-protocol'
import { openDataset, type OpenDataset } from '../dataset/open-dataset'
import { Stopped } from '../dataset/pace'
import { heldOutBatches } from '../ranking/held-out'
import { rank, type Evaluator } from '../ranking/rank'
import { supernetEvaluator, type HeldOutImages } from '../ranking/supernet-evaluator'
import { createSupernet } from '../supernet/supernet'
import { flatTensor } from '../supernet/weights'
import type { Tensor1D } from '../tensor/backend'
import { dispose } from '../tensor/tensors'
import { loadNewestCheckpoint, type Checkpoint } from '../training/checkpoint-store'
import { weightsByStage } from '../training/run-checkpoint'
import type { JobContext } from './job-context'

/** Ranks the architectures of a subset with a checkpoint of a run. */
export async function runRankJob(job: RankJob, context: JobContext): Promise<RankResult> {
  try {
    return await rank(job, context, openRun)
  } catch (error) {
    // Stopped while the images were being decoded, before anything was scored.
    if (error instanceof Stopped) return { kind: 'rank', state: 'stopped', checkpointStep: job.checkpointStep, estimateSeconds: 0, rows: null, summary: null }
    throw error
  }
}

/** The run's supernet with its held-out images. `dispose` gives back every tensor and closes the data set. */
async function openRun(job: RankJob, context: JobContext): Promise<Evaluator> {
  const { trainConfig } = job
  const checkpoint = wholeCheckpoint(job, context)
  const dataset = openDataset(job.datasetFolder, trainConfig, context)
  try {
    const heldOut = await heldOutImages(job, dataset)
    const supernet = createSupernet(trainConfig.space, trainConfig.classes)
    const weights = new Map([...weightsByStage(supernet.layout, checkpoint)].map(([stage, flat]) => [stage, flatTensor(flat)]))
    const weightsOf = (architecture: Architecture): Tensor1D => {
      const found = weights.get(stageOf(trainConfig, architecture))
      if (found === undefined) throw new RangeError(`Stage ${stageOf(trainConfig, architecture)} has no weights.`)
      return found
    }
    const { evaluate, dispose: disposeEvaluator } = supernetEvaluator(supernet, weightsOf, heldOut)
    return {
      checkpointStep: checkpoint.step,
      images: heldOut.sizes.reduce((sum, size) => sum + size, 0),
      evaluate,
      dispose: async () => {
        disposeEvaluator()
        dispose(...weights.values())
        await dataset.close()
      },
    }
  } catch (error) {
    await dataset.close()
    throw error
  }
}

/** The checkpoint that the job names, else the newest whole one. */
function wholeCheckpoint(job: RankJob, context: JobContext): Checkpoint {
  const found = loadNewestCheckpoint(job.runFolder, job.checkpointStep)
  if (found === null) {
    throw new StudioError('checkpoint-missing', `Run ${job.config.runId} has no checkpoint to rank with; train it until it saves one (at its end, when stopped, or every few minutes).`)
  }
  const { checkpoint, rejected } = found
  for (const message of rejected) context.emit({ kind: 'log', level: 'warning', message })
  if (checkpoint.step !== job.checkpointStep) {
    const how = job.scored.length > 0 && checkpoint.step === job.scoredStep ? 'goes on' : 'begins anew'
    const message = `The checkpoint of step ${job.checkpointStep} cannot be used any more: the ranking ${how} with that of step ${checkpoint.step}.`
    context.emit({ kind: 'log', level: 'warning', message })
  }
  return checkpoint
}

async function heldOutImages({ config, trainConfig, runFolder, rankingId }: RankJob, dataset: OpenDataset): Promise<HeldOutImages> {
  const { meta, valid } = dataset
  const images = Math.min(config.images, trainConfig.validImages)
  const batches = heldOutBatches(valid, images, config.batch, config.seed)
  if (batches.length === 0) throw new StudioError('dataset-too-small', `Data set ${meta.name} has no held-out images to rank with.`)
  return {
    sizes: batches.map((batch) => batch.length),
    side: meta.imageSize,
    read: await dataset.heldOut(batches, join(runFolder, `images-${rankingId}.tmp`)),
  }
}
