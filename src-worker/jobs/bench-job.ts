import type { BenchJob, BenchResult } from '../../src-contract/bench-protocol'
import { random } from '../random'
import { createSupernet } from '../supernet/supernet'
import { initialWeights, WeightViews } from '../supernet/weights'
import { measureOperations } from '../tensor/backend'
import { dispose, fromFloats, imagesTensor, labelsTensor, scalarValue, toFloats } from '../tensor/tensors'
import { runUpdate } from '../training/run-update'
import { TrainState } from '../training/train-state'
import type { Tensor1D } from '../tensor/backend'
import type { JobContext } from './job-context'

/** The measured case: NAS-Bench-201 at its published size, five pools by the operation on choice 3, clip 5. */
const measured = { channels: 16, cells: 5, classes: 10, side: 32, batch: 64, splitChoice: 3, warmUp: 3 }
const sgd = { momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 }

/** Images per second of training or of evaluation over given architectures, all weights counted as used. */
export async function runBenchJob(job: BenchJob, context: JobContext): Promise<BenchResult> {
  const supernet = createSupernet({ id: 'nas-bench-201', channels: measured.channels, cells: measured.cells }, measured.classes)
  const { layout } = supernet
  const weights = fromFloats(initialWeights(layout, 0, 0), [layout.length]) as Tensor1D
  const state = new TrainState(layout, weights, layout.entries.keys())
  const draw = random('bench', 0)
  const pixels = Float32Array.from({ length: measured.batch * measured.side ** 2 * 3 }, () => 2 * draw.uniform() - 1)
  const images = imagesTensor(pixels, measured.batch, measured.side)
  const labels = labelsTensor(Int32Array.from({ length: measured.batch }, () => draw.integer(measured.classes)))

  const train = (architecture: readonly number[]) => {
    const pool = architecture[measured.splitChoice] ?? 0
    const losses = runUpdate(supernet, state, { pool, rate: 0.025, subnets: [{ architecture, lossWeight: 1 }] }, images, labels, { sgd, inactive: 'decay' })
    losses.forEach(scalarValue)
    dispose(...losses)
  }
  const evaluate = (architecture: readonly number[]) => {
    const views = new WeightViews(layout, state.weights)
    const logits = supernet.logits(views, images, architecture)
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
  dispose(images, labels)
  state.dispose()
  return { kind: 'bench', imagesPerSecond: (measured.batch * job.architectures.length) / seconds, seconds, costliest }
}
