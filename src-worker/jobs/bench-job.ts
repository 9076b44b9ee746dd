import type { BenchJob, BenchResult } from '../../src-contract/bench-protocol'
import { createSupernet } from '../supernet/supernet'
import { flatTensor, initialWeights, WeightViews } from '../supernet/weights'
import { measureOperations } from '../tensor/backend'
import { dispose, toFloats } from '../tensor/tensors'
import { noiseBatch, stepAndWait } from '../training/timed-step'
import { TrainState } from '../training/train-state'
import type { JobContext } from './job-context'

/** The measured case: NAS-Bench-201 at its published size, five pools by the operation on choice 3, clip 5. */
const measured = { channels: 16, cells: 5, classes: 10, side: 32, batch: 64, splitChoice: 3, warmUp: 3 }
const sgd = { momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 }

/** Images per second of training or of evaluation over given architectures, all weights counted as used. */
export async function runBenchJob(job: BenchJob, context: JobContext): Promise<BenchResult> {
  const supernet = createSupernet({ id: 'nas-bench-201', channels: measured.channels, cells: measured.cells }, measured.classes)
  const { layout } = supernet
  const state = new TrainState(layout, flatTensor(initialWeights(layout, 0, 0)), layout.entries.keys())
  const batch = noiseBatch(measured)

  const train = (architecture: readonly number[]) => {
    const pool = architecture[measured.splitChoice] ?? 0
    stepAndWait(supernet, state, { pool, rate: 0.025, subnets: [{ architecture, lossWeight: 1 }] }, batch, { sgd, inactive: 'decay' })
  }
  const evaluate = (architecture: readonly number[]) => {
    const views = new WeightViews(layout, state.weights)
    const logits = supernet.logits(views, batch.images, architecture)
    toFloats(logits)
    logits.dispose()
    views.dispose()
  }
  const step = job.what === 'train' ? train : evaluate

  for (const architecture of job.architectures.slice(0, measured.warmUp)) step(architecture)
  const from = context.seconds()
  for (const architecture of job.architectures) {
    step(architecture)
    await context.turn()
  }
  const seconds = context.seconds() - from

  const measuring = context.seconds()
  const operations = measureOperations(() => job.architectures.slice(0, 10).forEach(step))
  const whole = context.seconds() - measuring
  const costliest = [...operations].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([operation, spent]) => ({ operation, share: spent / whole }))
  dispose(batch.images, batch.labels)
  state.dispose()
  return { kind: 'bench', imagesPerSecond: (measured.batch * job.architectures.length) / seconds, seconds, costliest }
}
