import { totalmem } from 'node:os'
import { subnetsPerStep } from '../../src-contract/domain/method-facts'
import type { RunPlan } from '../../src-contract/domain/run-plan'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { runSchedule } from '../../src-contract/run-schedule'
import { stepsPerEpoch } from '../../src-contract/schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { checkpointsKept, type EstimateResult } from '../../src-contract/worker-protocol'
import { freeBytes } from '../system/free-space'
import { datasetFolder } from '../system/home-folder'
import { checkpointBytes, poolsOf, weightBytes } from './checkpoint-size'
import type { EstimateStore } from './estimate-store'
import type { JobHandle } from './queue'
import { resolveTrainConfig } from './resolve-train-config'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'
import { computeOf } from './tensor-memory'

/** What history and log take for each step, as measured over 1,000 steps: 33 and 68 bytes. */
const recordBytesPerStep = 100
/** Long enough for about a tenth of error at the published scale, short enough to wait for. */
const measureSeconds = 4

/** What a wish would become and take. Throws what is wrong with it. */
export async function planRun(studio: Studio, request: TrainRequest, estimates: EstimateStore): Promise<RunPlan> {
  const config = await configOf(studio, request)
  const { stages, totalSteps } = runSchedule(config)
  return {
    config,
    stepsPerEpoch: stepsPerEpoch(config.trainImages, config.batch),
    subnetsPerStep: subnetsPerStep(config.method, createSearchSpace(config.space, config.classes)),
    totalSteps,
    stages: stages.length,
    weightBytes: weightBytes(config),
    pools: poolsOf(config),
    checkpointBytes: checkpointBytes(config),
    checkpoints: checkpointsKept + 1,
    recordBytes: totalSteps * recordBytesPerStep,
    freeDiskBytes: freeBytes(studio.home.root),
    memoryBytes: totalmem(),
    measured: estimates.find(config),
  }
}

/** Measures the first steps of a wish when its turn comes, and remembers what it found. */
export async function estimateRun(studio: Studio, request: TrainRequest, estimates: EstimateStore, listener: JobListener): Promise<JobHandle<EstimateResult>> {
  const config = await configOf(studio, request)
  const handle = studio.queue.add(() =>
    jobOptions({ kind: 'estimate', datasetFolder: datasetFolder(studio.home, config.datasetId), config, seconds: measureSeconds } as const, computeOf(config), null, listener),
  )
  const result = handle.result.then((found) => {
    if (found.measure !== null) estimates.add(config, found.measure)
    return found
  })
  return { ...handle, result }
}

async function configOf(studio: Studio, request: TrainRequest): Promise<TrainConfig> {
  return resolveTrainConfig(request, await studio.history.dataset(request.dataset), defaultCompute().threads)
}
