import { join } from 'node:path'
import type { TrainConfig } from '../../src-contract/domain/run'
import { runSchedule } from '../../src-contract/run-schedule'
import type { EstimateJob, EstimateResult } from '../../src-contract/worker-protocol'
import { openDataset } from '../dataset/open-dataset'
import { createTracking } from '../ranking/tracking'
import { resolveMomentum } from '../strategy/momentum'
import { stepPlanner } from '../strategy/plan-step'
import { createSupernet } from '../supernet/supernet'
import { flatTensor, initialWeights } from '../supernet/weights'
import { dispose, imagesTensor, labelsTensor } from '../tensor/tensors'
import { stepAndWait } from '../training/timed-step'
import { TrainState } from '../training/train-state'
import type { JobContext } from './job-context'

/** The first step allocates and plans; it is not counted. */
const warmUp = 1
const leastSteps = 3
/** In an order whose every beginning is a fair sample of the costs. */
const timedEvaluations = 4

/** Times the first steps of a run, data included, as the run would take them. */
export async function runEstimateJob(job: EstimateJob, context: JobContext): Promise<EstimateResult> {
  const supernet = createSupernet(job.config.space, job.config.classes)
  const { layout, space } = supernet
  const config: TrainConfig = { ...job.config, momentum: resolveMomentum(job.config, space) }
  const { stages, stageSteps } = runSchedule(config)
  const dataset = openDataset(job.datasetFolder, config, context)
  const state = new TrainState(layout, flatTensor(initialWeights(layout, config.seed, stages[0] ?? 0)))
  try {
    const batches = dataset.trainBatches()
    const plan = stepPlanner(config, space, stageSteps)
    const times: number[] = []
    const began = context.seconds()
    for (let step = 0; times.length < leastSteps + warmUp || context.seconds() - began < job.seconds; step++) {
      if (context.stopRequested) return { kind: 'estimate', measure: null }
      const from = context.seconds()
      // Stages take turns here: their subnets differ in cost, and one weight set serves to time them all.
      const update = plan(stages[step % stages.length] ?? 0, step % stageSteps)
      const { pixels, labels } = await batches(update.stage, step % stageSteps)
      const batch = { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
      stepAndWait(supernet, state, update, batch, { sgd: config.optimizer, inactive: config.inactive })
      dispose(batch.images, batch.labels)
      times.push(context.seconds() - from)
      context.emit({ kind: 'progress', progress: { phase: 'Measuring', done: step + 1, total: null, unit: 'steps', secondsLeft: null, figures: {} } })
      await context.turn()
    }
    const tracking = await createTracking({ config, supernet, dataset, stored: [], scratch: join(job.datasetFolder, 'images-estimate.tmp') }, context)
    // One weight set serves all stages here, too.
    const trackingSeconds = await tracking?.measure(timedEvaluations, state.weights, async () => {
      await context.turn()
      return !context.stopRequested
    })
    if (trackingSeconds === null) return { kind: 'estimate', measure: null }
    const { mean, error } = meanOf(times.slice(warmUp))
    return {
      kind: 'estimate',
      measure: { secondsPerStep: mean, error, steps: times.length - warmUp, peakBytes: process.resourceUsage().maxRSS * 1024, poolsMade: state.pools.size, ...(trackingSeconds !== undefined && { trackingSeconds }) },
    }
  } finally {
    state.dispose()
    await dataset.close()
  }
}

/** Mean and its standard error as a share of it. */
function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, error: Math.sqrt(variance / values.length) / mean }
}
