/** A run's supernet with the weights of one of its checkpoints and the held-out images at hand. */
import { join } from 'node:path'
import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { stageOf } from '../../src-contract/run-schedule'
import type { Architecture } from '../../src-contract/search-space/search-space'
import { openDataset, type OpenDataset } from '../dataset/open-dataset'
import type { JobContext } from '../jobs/job-context'
import { createSupernet } from '../supernet/supernet'
import { flatTensor } from '../supernet/weights'
import type { Tensor1D } from '../tensor/backend'
import { dispose } from '../tensor/tensors'
import { loadNewestCheckpoint, type Checkpoint } from '../training/checkpoint-store'
import { weightsByStage } from '../training/run-checkpoint'
import { heldOutBatches } from './held-out'
import type { Evaluator } from './rank'
import { supernetEvaluator, type HeldOutImages } from './supernet-evaluator'

export interface OpenedRun {
  readonly runId: string
  readonly runFolder: string
  readonly datasetFolder: string
  readonly trainConfig: TrainConfig
  readonly checkpointStep: number
  /** Held-out images, a prefix of those of the run, and how they are mixed and batched. */
  readonly images: number
  readonly batch: number
  readonly seed: number
  /** Names a temporary file. */
  readonly id: string
  /** What it is opened for, as the user calls it. */
  readonly purpose: 'ranking' | 'search'
  /** Whether stored scores of the checkpoint of this step can be used again. */
  readonly goesOn: (step: number) => boolean
}

/** `dispose` gives back every tensor and closes the data set. */
export async function openRun(run: OpenedRun, context: JobContext): Promise<Evaluator> {
  const { trainConfig } = run
  const checkpoint = wholeCheckpoint(run, context)
  const dataset = openDataset(run.datasetFolder, trainConfig, context)
  try {
    const heldOut = await heldOutImages(run, dataset)
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

/** The checkpoint that is asked for, else the newest whole one. */
function wholeCheckpoint({ runId, runFolder, checkpointStep, purpose, goesOn }: OpenedRun, context: JobContext): Checkpoint {
  const found = loadNewestCheckpoint(runFolder, checkpointStep)
  if (found === null) {
    throw new StudioError('checkpoint-missing', `Run ${runId} has no checkpoint for a ${purpose}; train it until it saves one (at its end, when stopped, or every few minutes).`)
  }
  const { checkpoint, rejected } = found
  for (const message of rejected) context.emit({ kind: 'log', level: 'warning', message })
  if (checkpoint.step !== checkpointStep) {
    const how = goesOn(checkpoint.step) ? 'goes on' : 'begins anew'
    const message = `The checkpoint of step ${checkpointStep} cannot be used any more: the ${purpose} ${how} with that of step ${checkpoint.step}.`
    context.emit({ kind: 'log', level: 'warning', message })
  }
  return checkpoint
}

async function heldOutImages({ trainConfig, runFolder, images, batch, seed, id, purpose }: OpenedRun, dataset: OpenDataset): Promise<HeldOutImages> {
  const { meta, valid } = dataset
  const batches = heldOutBatches(valid, Math.min(images, trainConfig.validImages), batch, seed)
  if (batches.length === 0) throw new StudioError('dataset-too-small', `Data set ${meta.name} has no held-out images for a ${purpose}.`)
  return {
    sizes: batches.map((each) => each.length),
    side: meta.imageSize,
    read: await dataset.heldOut(batches, join(runFolder, `images-${id}.tmp`)),
  }
}
