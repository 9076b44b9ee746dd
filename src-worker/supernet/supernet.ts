/**
 * A supernet: one set of weights that contains every architecture of a space. Descriptions (pure) lie in the contract;
 * this folder turns them into tensors.
 */
import type { SpaceConfig } from '../../src-contract/domain/run'
import { plannedSpace, spacePlan } from '../../src-contract/search-space/registry'
import type { SpacePlan } from '../../src-contract/search-space/spec'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import type { Tensor, Tensor2D, Tensor4D } from '../tensor/backend'
import { Tape } from '../tensor/tape'
import { cellNetwork } from './cell-network'
import { chainNetwork } from './chain-network'
import { weightLayout, type WeightLayout, type WeightViews } from './weights'

export interface Supernet {
  readonly space: SearchSpace
  readonly layout: WeightLayout
  /** Logits (images, classes) of one subnet on a tape that owns them; images NHWC. */
  forward(tape: Tape, weights: WeightViews, images: Tensor4D, architecture: Architecture): Tensor
  /** The same without a way back; the caller disposes the logits. */
  logits(weights: WeightViews, images: Tensor4D, architecture: Architecture): Tensor2D
}

export function createSupernet(config: SpaceConfig, classes: number): Supernet {
  return plannedSupernet(spacePlan(config), classes)
}

export function plannedSupernet(plan: SpacePlan, classes: number): Supernet {
  const space = plannedSpace(plan, classes)
  const forward: Supernet['forward'] = (tape, weights, images, architecture) => {
    const weight = (name: string): Tensor => weights.get(name)
    switch (plan.template) {
      case 'cell':
        return cellNetwork(plan, tape, weight, images, architecture)
      case 'chain':
        return chainNetwork(plan.spec, tape, weight, images, architecture)
    }
  }
  return {
    space,
    layout: weightLayout(space),
    forward,
    logits: (weights, images, architecture) => {
      const tape = new Tape()
      try {
        return forward(tape, weights, images, architecture).clone() as Tensor2D
      } finally {
        tape.dispose()
      }
    },
  }
}
