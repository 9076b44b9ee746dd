import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defaultAugment } from '../../src-contract/domain/augment'
import { defaultSplit, type DatasetRecord } from '../../src-contract/domain/dataset'
import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { runSchedule } from '../../src-contract/run-schedule'
import type { BenchDataJob, BenchDataResult, StreamMeasure } from '../../src-contract/bench-protocol'
import { makePhotographs } from '../bench/photographs'
import { openDataset } from '../dataset/open-dataset'
import { Pace } from '../dataset/pace'
import { stepPlanner } from '../strategy/plan-step'
import { createSupernet } from '../supernet/supernet'
import { flatTensor, initialWeights } from '../supernet/weights'
import { dispose, imagesTensor, labelsTensor } from '../tensor/tensors'
import { stepAndWait } from '../training/timed-step'
import { TrainState } from '../training/train-state'
import { runImportJob } from './import-job'
import type { JobContext } from './job-context'

/** Sides of the photographs, those of ImageNet's shorter sides and less; what is trained on them. */
const sizes = { least: 250, most: 500 }
const measured = { side: 64, batch: 32, channels: 16, cells: 5, decoders: [1, 2] }

/** Makes a folder of photographs where there is none, indexes it, and measures how fast it streams with and without a training beside it. */
export async function runBenchDataJob(job: BenchDataJob, context: JobContext): Promise<BenchDataResult> {
  const pace = new Pace(context)
  if (!existsSync(join(job.folder, 'train'))) {
    await pace.begin('Making photographs', 'images', job.images)
    await makePhotographs(job.sample, job.folder, job.images, sizes, () => pace.step() ?? undefined)
    await pace.end()
  }
  const indexed = join(job.scratch, 'indexed')
  mkdirSync(job.scratch, { recursive: true })
  try {
    const work = { kind: 'import', datasetId: 'bench', name: null, sourcePath: job.folder, folder: indexed, imageSize: measured.side, split: defaultSplit, storage: 'indexed', forbidden: [] } as const
    const { dataset } = await runImportJob(work, context)
    if (dataset === null) throw new StudioError('stopped', 'The measurement was stopped.')
    const streams: StreamMeasure[] = []
    for (const decoders of measured.decoders) {
      const config = configOf(dataset, decoders, job.threads)
      streams.push({ decoders, ...(await stream(indexed, config, job.seconds, context)), ...(await train(indexed, config, job.seconds, context)) })
    }
    const { report, packedBytes: indexBytes } = dataset
    return { kind: 'bench-data', images: report.accepted, indexSeconds: report.seconds, indexBytes, side: measured.side, batch: measured.batch, streams }
  } finally {
    rmSync(job.scratch, { recursive: true, force: true })
  }
}

function configOf(dataset: DatasetRecord, decoders: number, threads: number): TrainConfig {
  return {
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    imageSize: dataset.imageSize,
    classes: dataset.classes.length,
    space: { id: 'nas-bench-201', channels: measured.channels, cells: measured.cells },
    method: 'spos',
    sampler: 'uniform',
    rate: { id: 'cosine' },
    momentum: { id: 'shared' },
    inactive: 'decay',
    optimizer: { lr: 0.025, momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 },
    augment: defaultAugment(dataset),
    batch: measured.batch,
    seed: 0,
    length: { epochs: 100 },
    trainImages: dataset.counts.train,
    validImages: dataset.counts.valid,
    runtime: { threads, oneDnn: true, decoders },
  }
}

/** Images a second where nothing is done with them. The first batch, for which the threads start, is not counted. */
async function stream(folder: string, config: TrainConfig, seconds: number, context: JobContext): Promise<Pick<StreamMeasure, 'imagesPerSecond'>> {
  const dataset = openDataset(folder, config, context)
  try {
    const batches = dataset.trainBatches()
    await batches(0, 0)
    const began = context.seconds()
    let images = 0
    for (let step = 1; context.seconds() - began < seconds; step++) {
      images += (await batches(0, step)).labels.length
      await context.turn()
    }
    return { imagesPerSecond: images / (context.seconds() - began) }
  } finally {
    await dataset.close()
  }
}

/** The same beside a training, and the share of its time in which that had to wait. */
async function train(folder: string, config: TrainConfig, seconds: number, context: JobContext): Promise<Pick<StreamMeasure, 'trainImagesPerSecond' | 'waitingShare'>> {
  const supernet = createSupernet(config.space, config.classes)
  const { layout, space } = supernet
  const state = new TrainState(layout, flatTensor(initialWeights(layout, config.seed, 0)))
  const plan = stepPlanner(config, space, runSchedule(config).stageSteps)
  const dataset = openDataset(folder, config, context)
  try {
    const batches = dataset.trainBatches()
    await batches(0, 0)
    const began = context.seconds()
    let [images, waited] = [0, 0]
    for (let step = 1; context.seconds() - began < seconds; step++) {
      const asked = context.seconds()
      const { pixels, labels } = await batches(0, step)
      waited += context.seconds() - asked
      const batch = { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
      stepAndWait(supernet, state, plan(0, step), batch, { sgd: config.optimizer, inactive: config.inactive })
      dispose(batch.images, batch.labels)
      images += labels.length
      await context.turn()
    }
    const spent = context.seconds() - began
    return { trainImagesPerSecond: images / spent, waitingShare: waited / spent }
  } finally {
    state.dispose()
    await dataset.close()
  }
}
