import type { MomentumConfig, TrainConfig } from '../../src-contract/domain/run'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import { drawnMomentum } from '../../src-contract/split-choice'
import { random } from '../random'
import type { MomentumPolicy } from './types'

const asDrawn: MomentumPolicy['join'] = (subnets) => subnets

/** One set of buffers for all subnets. */
const shared: MomentumPolicy = { join: asDrawn, pool: () => 0 }

/**
 * Momentum separation (paper, section 3.3): subnets with the same operation on the split choice share buffers. Where a
 * step trains several, all take the operation of the first, which is as random as the order of the operations is.
 */
function separated(splitChoice: number): MomentumPolicy {
  const operationOf = (subnet: Architecture | undefined): number => subnet?.[splitChoice] ?? 0
  return {
    join: (subnets) => subnets.map((subnet) => subnet.with(splitChoice, operationOf(subnets[0]))),
    pool: (_space, [first]) => operationOf(first),
  }
}

/**
 * The control of momentum separation [ours]: as many groups as the split choice has operations, and an architecture is
 * always in the same one, drawn from (seed, architecture). Subnets stay as drawn, those of shared momentum.
 * A step that trains several subnets has one of each operation, and no group in common: its pool is drawn from (seed,
 * stage, step).
 */
function randomGroups(splitChoice: number, seed: number): MomentumPolicy {
  return {
    join: asDrawn,
    pool: (space, subnets, { stage, step }) => {
      const groups = operationsOf(space, splitChoice)
      const [only, ...others] = subnets
      const draw = only !== undefined && others.length === 0 ? random('momentum-group', seed, only.join()) : random('momentum-group-of-step', seed, stage, step)
      return draw.integer(groups)
    },
  }
}

function operationsOf(space: SearchSpace, choice: number): number {
  return space.choices[choice]?.operations.length ?? 1
}

export function momentumPolicy(config: MomentumConfig, seed: number): MomentumPolicy {
  if (config.id === 'shared') return shared
  if (config.splitChoice === null) throw new RangeError('The split choice has not been drawn.')
  return config.id === 'separated' ? separated(config.splitChoice) : randomGroups(config.splitChoice, seed)
}

export function resolveMomentum(config: Pick<TrainConfig, 'momentum' | 'stages' | 'seed'>, space: SearchSpace): MomentumConfig {
  return drawnMomentum(config, space, (below, ...key) => random(...key).integer(below))
}
