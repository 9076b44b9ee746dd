import type { RateConfig, SpaceConfig } from '../../src-contract/domain/run'
import type { BenchCostJob, BenchCostResult, CostOfArm, CostOfSpace } from '../../src-contract/bench-protocol'
import { splitCandidates, type Architecture } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import { ratePolicy } from '../strategy/learning-rate'
import { momentumPolicy } from '../strategy/momentum'
import { weighUpdate } from '../strategy/plan-step'
import { methods } from '../strategy/registry'
import { createSupernet, type Supernet } from '../supernet/supernet'
import { flatTensor, initialWeights } from '../supernet/weights'
import { dispose, tensorBytes } from '../tensor/tensors'
import { noiseBatch, stepAndWait } from '../training/timed-step'
import type { DeviceBatch } from '../training/train-loop'
import { TrainState } from '../training/train-state'
import type { JobContext } from './job-context'

const cosine: RateConfig = { id: 'cosine' }
const calr: RateConfig = { id: 'calr', gammaMax: 4 }
/** The first is what the others are compared with. */
const arms = [
  { name: 'cosine, shared', rate: cosine, momentum: 'shared' },
  { name: 'calr, shared', rate: calr, momentum: 'shared' },
  { name: 'cosine, separated', rate: cosine, momentum: 'separated' },
  { name: 'calr, separated', rate: calr, momentum: 'separated' },
  { name: 'cosine, random groups', rate: cosine, momentum: 'random-groups' },
] as const
const measured = { classes: 10, side: 32, batch: 64 }
const sgd = { momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 }

/** What CaLR and MS cost in time and memory: the same subnets on the same images with and without them, step by step in turn. */
export async function runBenchCostJob(job: BenchCostJob, context: JobContext): Promise<BenchCostResult> {
  const batch = noiseBatch(measured)
  const found: CostOfSpace[] = []
  for (const space of job.spaces) found.push(await measure(space, job.steps, batch, context))
  dispose(batch.images, batch.labels)
  return { kind: 'bench-cost', steps: job.steps, spaces: found }
}

async function measure(config: SpaceConfig, steps: number, batch: DeviceBatch, context: JobContext): Promise<CostOfSpace> {
  const supernet = createSupernet(config, measured.classes)
  const { layout, space } = supernet
  const split = splitCandidates(space)[0] ?? 0
  const groups = space.choices[split]?.operations.length ?? 1
  const states = arms.map(() => new TrainState(layout, flatTensor(initialWeights(layout, 0, 0)), layout.entries.keys()))
  const seconds: number[][] = arms.map(() => [])
  const draw = random('bench', 1)
  // A group's first step makes its buffers: each group has had one before anything is measured.
  for (let step = -groups; step < steps; step++) {
    const drawn = space.choices.map(({ operations }) => draw.integer(operations.length))
    const architecture = step < 0 ? drawn.with(split, step + groups) : drawn
    for (let turn = 0; turn < arms.length; turn++) {
      const arm = (step + groups + turn) % arms.length
      const from = context.seconds()
      // The pool of the first steps is the group whose turn it is; each architecture in them has its own on the split choice.
      train(supernet, states[arm], arms[arm], architecture, step < 0 ? step + groups : null, split, Math.max(step, 0), steps, batch)
      if (step >= 0) seconds[arm]?.push(context.seconds() - from)
    }
    await context.turn()
  }
  const bytes = states.map((state) => {
    const before = tensorBytes()
    state.dispose()
    return before - tensorBytes()
  })
  const plain = seconds[0] ?? []
  const costs = arms.map(({ name }, arm): CostOfArm => {
    const ratios = (seconds[arm] ?? []).map((spent, step) => spent / (plain[step] ?? NaN)).sort((a, b) => a - b)
    const at = (share: number): number => ratios[Math.floor(share * (ratios.length - 1))] ?? NaN
    return { arm: name, ratio: at(0.5), lowerQuartile: at(0.25), upperQuartile: at(0.75), stateBytes: bytes[arm] ?? NaN }
  })
  return { space: config, groups, weightBytes: 4 * layout.length, arms: costs }
}

function train(supernet: Supernet, state: TrainState | undefined, arm: (typeof arms)[number] | undefined, architecture: Architecture, group: number | null, split: number, step: number, steps: number, batch: DeviceBatch): void {
  if (state === undefined || arm === undefined) return
  const weighed = weighUpdate(methods.spos, ratePolicy(arm.rate), supernet.space, [architecture], 0.025, step, steps)
  const policy = momentumPolicy(arm.momentum === 'shared' ? { id: 'shared' } : { id: arm.momentum, splitChoice: split }, 0)
  const pool = arm.momentum === 'shared' || group === null ? policy.pool(supernet.space, [architecture], { stage: 0, step }) : group
  stepAndWait(supernet, state, { ...weighed, pool }, batch, { sgd, inactive: 'decay' })
}
