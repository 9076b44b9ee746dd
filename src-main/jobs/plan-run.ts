import { totalmem } from 'node:os'
import { subnetsPerStep } from '../../src-contract/domain/method-facts'
import type { RunPlan } from '../../src-contract/domain/run-plan'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { runSchedule } from '../../src-contract/run-schedule'
import { stepsPerEpoch } from '../../src-contract/schedule'
import { trackedPoints } from '../../src-contract/tracked-steps'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { checkpointsKept, type EstimateResult } from '../../src-contract/worker-protocol'
import { freeBytes } from '../system/free-space'
import { datasetFolder } from '../system/home-folder'
import { checkpointBytes, poolsOf, weightBytes } from './checkpoint-size'
import type { EstimateStore } from './estimate-store'
import type { JobHandle } from './queue'
import { trackedCount } from './resolve-tracking'
import { configOf, jobOptions, type JobListener, type Studio } from './studio'
import { computeOf } from './tensor-memory'

/** What history and log take for each step, as measured over 1,000 steps: 33 and 68 bytes. */
const recordBytesPerStep = 100
/** The same for a tracked point, each of its architectures, and what is kept once of each: figures, scores, facts. */
const trackedPointBytes = 12_000
const trackedScoreBytes = 38
const trackedFactsBytes = 500
/** Long enough for about a tenth of error at the published scale, short enough to wait for. */
const measureSeconds = 4

/** What a wish would become and take. Throws what is wrong with it. */
export async function planRun(studio: Studio, request: TrainRequest, estimates: EstimateStore): Promise<RunPlan> {
  const config = await wished(studio, request)
  const { stages, totalSteps } = runSchedule(config)
  const tracking = trackingOf(config)
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
    tracking: tracking === null ? null : { points: tracking.points, architectures: tracking.architectures },
    recordBytes: totalSteps * recordBytesPerStep + (tracking?.bytes ?? 0),
    freeDiskBytes: freeBytes(studio.home.root),
    memoryBytes: totalmem(),
    measured: estimates.find(config),
  }
}

/** How often and how many architectures are judged, and what history and log keep of it. */
function trackingOf(config: TrainConfig): { readonly points: number; readonly architectures: number; readonly bytes: number } | null {
  if (config.tracking === undefined) return null
  const points = trackedPoints(config)
  const architectures = trackedCount(config.tracking.subset, createSearchSpace(config.space, config.classes))
  return { points, architectures, bytes: points * (trackedPointBytes + architectures * trackedScoreBytes) + architectures * trackedFactsBytes }
}

/** Measures the first steps of a wish when its turn comes, and remembers what it found. */
export async function estimateRun(studio: Studio, request: TrainRequest, estimates: EstimateStore, listener: JobListener): Promise<JobHandle<EstimateResult>> {
  const config = await wished(studio, request)
  const job = { kind: 'estimate', datasetFolder: datasetFolder(studio.home, config.datasetId), config, seconds: measureSeconds } as const
  const handle = studio.queue.add(() => jobOptions(job, computeOf(config), null, listener), { threads: config.runtime.threads, alone: true, waits: listener.waits })
  const result = handle.result.then((found) => {
    if (found.measure !== null) estimates.add(config, found.measure)
    return found
  })
  return { ...handle, result }
}

async function wished({ history, queue }: Studio, request: TrainRequest): Promise<TrainConfig> {
  return configOf(queue, request, await history.dataset(request.dataset))
}
