import { methodIds, momentumIds, rateIds, type MethodId } from '../../src-contract/domain/choices'
import type { RateConfig } from '../../src-contract/domain/run'
import { verifyQuantities, verifyTolerances, type VerifyQuantity } from '../../src-contract/domain/verification'
import type { CaseResult } from '../../src-contract/worker-protocol'
import { random } from '../random'
import { methods } from '../strategy/registry'
import { ratePolicy } from '../strategy/learning-rate'
import { weighUpdate } from '../strategy/plan-step'
import { plannedSupernet, type Supernet } from '../supernet/supernet'
import { WeightViews, flatFromParts, partsOf } from '../supernet/weights'
import type { Tensor4D } from '../tensor/backend'
import type { sgdStep } from '../tensor/flat-sgd'
import { dispose, fromFloats, labelsTensor, scalarValue, toFloats } from '../tensor/tensors'
import { runUpdate } from '../training/run-update'
import { TrainState } from '../training/train-state'
import { planOf, recordedSpaces } from './case-space'
import { tensorOf, tensorsBelow, type GoldenCase } from './read-case'

/** Collects the largest deviation of each quantity and where it was. */
class Deviations {
  readonly largest: Record<VerifyQuantity, number> = { loss: 0, learningRate: 0, weights: 0, momentum: 0, logits: 0 }
  readonly #where = new Map<VerifyQuantity, string>()

  note(quantity: VerifyQuantity, deviation: number, where: string): void {
    // Also for NaN, which every comparison would let pass.
    if (deviation <= this.largest[quantity]) return
    this.largest[quantity] = Number.isNaN(deviation) ? Infinity : deviation
    this.#where.set(quantity, where)
  }

  compare(quantity: VerifyQuantity, found: Float32Array, expected: Float32Array, where: string): void {
    if (found.length !== expected.length) {
      this.note(quantity, Infinity, `${where} (sizes differ)`)
      return
    }
    let largest = 0
    for (let i = 0; i < found.length; i++) {
      const deviation = Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN))
      if (!(deviation <= largest)) largest = Number.isNaN(deviation) ? Infinity : deviation
    }
    this.note(quantity, largest, where)
  }

  include(other: Deviations): void {
    for (const quantity of verifyQuantities) this.note(quantity, other.largest[quantity], other.#where.get(quantity) ?? '?')
  }

  failures(): string[] {
    return verifyQuantities.flatMap((quantity) => {
      const deviation = this.largest[quantity]
      return deviation <= verifyTolerances[quantity] ? [] : [`${quantity} deviates by ${deviation.toExponential(2)} (at most ${verifyTolerances[quantity]}) at ${this.#where.get(quantity) ?? '?'}`]
    })
  }
}

/** Replays a case step by step, each from the stored state before it. `step` stands in for SGD in tests. */
export function replayCase(golden: GoldenCase, step?: typeof sgdStep): CaseResult {
  const unsupported = whyUnsupported(golden)
  if (unsupported !== '') {
    return { name: golden.name, supported: false, pass: null, loss: null, learningRate: null, weights: null, momentum: null, logits: null, reason: unsupported }
  }
  const { plan, classes } = planOf(golden)
  const supernet = plannedSupernet(plan, classes)
  const deviations = new Deviations()
  const kinks: string[] = []
  golden.steps.forEach((_, k) => {
    // Once a step is wrong the case is: nothing is gained from trying the others again.
    const tries = deviations.failures().length === 0 ? nudges : 0
    const { found, kink } = replayBesideKinks(golden, supernet, k, tries, step)
    deviations.include(found)
    if (kink !== '') kinks.push(kink)
  })
  replayEvaluation(golden, supernet, deviations)
  const failures = deviations.failures()
  return { name: golden.name, supported: true, pass: failures.length === 0, ...deviations.largest, reason: [...failures, ...kinks].join('; ') }
}

/** How often a step that deviates is replayed from a state beside the recorded one. */
const nudges = 8

/**
 * The reference stepped from float64 weights, which are recorded as float32. Where an activation lies next to a kink of
 * ReLU, that rounding decides on which side it comes out, and with it whole gradients. So a step that deviates is
 * replayed from weights moved by one unit in their last place, and counts as right if it agrees from one such state;
 * else its first deviations stand. A wrong computation agrees from none of them. `kink` tells of it; '' where it was not needed.
 */
function replayBesideKinks(golden: GoldenCase, supernet: Supernet, k: number, tries: number, step?: typeof sgdStep): { readonly found: Deviations; readonly kink: string } {
  const weights = tensorsBelow(golden, `weights/${k}/`)
  const first = replayStep(golden, supernet, k, weights, step)
  if (first.failures().length === 0) return { found: first, kink: '' }
  for (let nudge = 0; nudge < tries; nudge++) {
    const found = replayStep(golden, supernet, k, nudged(weights, k, nudge), step)
    if (found.failures().length === 0) return { found, kink: `step ${k} agrees from weights one unit in the last place beside the recorded ones: an activation lies on a kink there` }
  }
  return { found: first, kink: '' }
}

/** Every weight moved by -1, 0 or 1 units in its last place, drawn from step and number of the nudge. */
function nudged(weights: ReadonlyMap<string, Float32Array>, k: number, nudge: number): Map<string, Float32Array> {
  return new Map([...weights].map(([name, values]) => {
    const draw = random('nudge', k, nudge, name)
    return [name, values.map((value) => value * (1 + (draw.integer(3) - 1) * 2 ** -23))]
  }))
}

/** The format has no field for the γ of `fixed`. */
const recordedRates = rateIds.filter((id) => id !== 'fixed')
/** Nor one for the seed that random groups are drawn from. */
const recordedMomenta = momentumIds.filter((id) => id !== 'random-groups')

function whyUnsupported({ space, config }: GoldenCase): string {
  const has = (ids: readonly string[], id: string, what: string) => (ids.includes(id) ? '' : `${what} ${id} is not available`)
  return has(recordedSpaces, space.kind, 'space') || has(methodIds, config.method, 'method') || has(recordedRates, config.lr_policy, 'rate') || has(recordedMomenta, config.momentum_policy, 'momentum')
}

function rateOf({ config }: GoldenCase): RateConfig {
  return config.lr_policy === 'calr' ? { id: 'calr', gammaMax: config.gamma_max } : { id: config.lr_policy as 'constant' | 'cosine' }
}

function replayStep(golden: GoldenCase, supernet: Supernet, k: number, before: ReadonlyMap<string, Float32Array>, step?: typeof sgdStep): Deviations {
  const deviations = new Deviations()
  const recorded = golden.steps[k]
  if (recorded === undefined) return deviations
  const { config } = golden
  const where = `step ${k}`
  const method = methods[config.method as MethodId]
  const update = weighUpdate(method, ratePolicy(rateOf(golden)), supernet.space, recorded.architectures, config.lr, recorded.t, config.total_steps)
  deviations.note('learningRate', Math.abs(update.rate - recorded.learning_rate) / Math.abs(recorded.learning_rate), where)

  const state = new TrainState(supernet.layout, flatFromParts(supernet.layout, before), recorded.seen_before)
  const buffers = momentumBefore(golden, k)
  const pool = state.pool(recorded.pool)
  dispose(pool.flat)
  pool.flat = flatFromParts(supernet.layout, buffers)
  for (const name of buffers.keys()) pool.names.add(name)

  const images = batchTensor(golden, `batch/${k}/images`)
  const labels = labelsTensor(Int32Array.from(tensorOf(golden, `batch/${k}/labels`).values))
  const sgd = { momentum: config.momentum, weightDecay: config.weight_decay, clipNorm: config.clip_norm }
  const losses = runUpdate(supernet, state, { ...update, pool: recorded.pool }, images, labels, { sgd, inactive: 'decay', ...(step && { step }) })
  losses.forEach((loss, i) => deviations.note('loss', Math.abs(scalarValue(loss) - (recorded.losses[i] ?? NaN)), `${where}, subnet ${i}`))

  const weights = partsOf(supernet.layout, toFloats(state.weights))
  for (const [name, expected] of tensorsBelow(golden, `weights/${k + 1}/`)) deviations.compare('weights', weights.get(name) ?? new Float32Array(), expected, `${where}, ${name}`)
  const momentum = partsOf(supernet.layout, toFloats(pool.flat))
  const expectedMomentum = tensorsBelow(golden, `momentum/${k + 1}/`)
  for (const [name, expected] of expectedMomentum) deviations.compare('momentum', momentum.get(name) ?? new Float32Array(), expected, `${where}, ${name}`)
  const names = new Set(expectedMomentum.keys())
  for (const name of pool.names) if (!names.delete(name)) deviations.note('momentum', Infinity, `${where}, ${name} (has a buffer it should not have)`)
  for (const name of names) deviations.note('momentum', Infinity, `${where}, ${name} (has no buffer)`)
  dispose(images, labels, ...losses)
  state.dispose()
  return deviations
}

/** Buffers after the last earlier step with the same pool. */
function momentumBefore(golden: GoldenCase, k: number): Map<string, Float32Array> {
  for (let j = k - 1; j >= 0; j--) {
    if (golden.steps[j]?.pool === golden.steps[k]?.pool) return tensorsBelow(golden, `momentum/${j + 1}/`)
  }
  return new Map()
}

function replayEvaluation(golden: GoldenCase, supernet: Supernet, deviations: Deviations): void {
  const flat = flatFromParts(supernet.layout, tensorsBelow(golden, `weights/${golden.steps.length}/`))
  const views = new WeightViews(supernet.layout, flat)
  const images = batchTensor(golden, 'eval/images')
  golden.eval_architectures.forEach((architecture, i) => {
    const logits = supernet.logits(views, images, architecture)
    deviations.compare('logits', toFloats(logits), Float32Array.from(tensorOf(golden, `eval/${i}/logits`).values), `evaluation ${i}`)
    logits.dispose()
  })
  views.dispose()
  dispose(images, flat)
}

function batchTensor(golden: GoldenCase, name: string): Tensor4D {
  const { shape, values } = tensorOf(golden, name)
  return fromFloats(Float32Array.from(values), shape) as Tensor4D
}
