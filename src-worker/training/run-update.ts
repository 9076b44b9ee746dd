import type { InactiveId } from '../../src-contract/domain/choices'
import type { Supernet } from '../supernet/supernet'
import { WeightViews, weightMask } from '../supernet/weights'
import type { Tensor, Tensor1D, Tensor4D } from '../tensor/backend'
import { crossEntropy } from '../tensor/cross-entropy'
import { sgdStep, type SgdSettings } from '../tensor/flat-sgd'
import { Tape } from '../tensor/tape'
import { dispose } from '../tensor/tensors'
import type { Update } from '../strategy/types'
import type { TrainState } from './train-state'

export interface UpdateSettings {
  readonly sgd: SgdSettings
  readonly inactive: InactiveId
  /** Replaced in tests that show that verify can fail. */
  readonly step?: typeof sgdStep
}

/**
 * Executes any update on one batch: forward and backward of its subnets, gradients summed with their loss weights, one
 * SGD step with the update's pool. Answers one scalar loss per subnet, unscaled, on the device; the caller disposes.
 */
export function runUpdate(supernet: Supernet, state: TrainState, update: Pick<Update, 'pool' | 'subnets' | 'rate'>, images: Tensor4D, labels: Tensor1D, settings: UpdateSettings): Tensor[] {
  const views = new WeightViews(state.layout, state.weights)
  const tape = new Tape()
  const losses: Tensor[] = []
  try {
    for (const { architecture, lossWeight } of update.subnets) {
      const logits = supernet.forward(tape, views, images, architecture)
      const { loss, gradient } = crossEntropy(logits, labels, lossWeight)
      losses.push(loss)
      tape.backward(logits, gradient)
    }
    const used = new Set(update.subnets.flatMap(({ architecture }) => [...supernet.space.used(architecture)]))
    for (const name of used) state.seen.add(name)
    const moved = settings.inactive === 'decay' ? state.seen : used
    const mask = settings.inactive === 'decay' ? state.seenMask() : weightMask(state.layout, used)
    const gradient = views.joinGradients((weight) => tape.take(weight))
    const pool = state.pool(update.pool)
    const next = (settings.step ?? sgdStep)(state.weights, pool.flat, gradient, update.rate, settings.sgd, mask)
    dispose(gradient, state.weights, pool.flat, settings.inactive === 'decay' ? null : mask)
    state.weights = next.weights
    pool.flat = next.momentum
    for (const name of moved) pool.names.add(name)
    return losses
  } catch (error) {
    dispose(...losses)
    throw error
  } finally {
    tape.dispose()
    views.dispose()
  }
}
