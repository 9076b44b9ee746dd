import { StudioError } from '../../src-contract/errors'
import { stageOf } from '../../src-contract/run-schedule'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { RankJob, RankResult } from '../../src-contract/worker-protocol'
import { evaluationBatch } from '../dataset/batches'
import { openPackedDataset, type PackedDataset } from '../dataset/packed-dataset'
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
  return rank(job, context, openRun)
}

/** The run's supernet with its held-out images. `dispose` gives back every tensor and closes the data set. */
function openRun(job: RankJob, context: JobContext): Evaluator {
  const { trainConfig } = job
  const checkpoint = wholeCheckpoint(job, context)
  const dataset = openPackedDataset(job.datasetFolder)
  try {
    const heldOut = heldOutImages(job, dataset)
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
      dispose: () => {
        disposeEvaluator()
        dispose(...weights.values())
        dataset.close()
      },
    }
  } catch (error) {
    dataset.close()
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

function heldOutImages({ config, trainConfig, datasetFolder }: RankJob, dataset: PackedDataset): HeldOutImages {
  const { meta } = dataset
  if (meta.fingerprint !== trainConfig.datasetFingerprint) {
    throw new StudioError('dataset-changed', `The data set in ${datasetFolder} is not the one this run was trained on: its fingerprint differs. Import the original again.`)
  }
  const images = Math.min(config.images, trainConfig.validImages)
  const batches = heldOutBatches(meta.order.valid, images, config.batch, config.seed)
  if (batches.length === 0) throw new StudioError('dataset-too-small', `Data set ${meta.name} has no held-out images to rank with.`)
  return {
    sizes: batches.map((batch) => batch.length),
    side: meta.imageSize,
    read: (batch) => evaluationBatch(dataset, batches[batch] ?? []),
  }
}
