import type { MomentumConfig, TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { splitCandidates, type SearchSpace } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import type { FixedChoices, MomentumPolicy } from './types'

const nothingFixed: FixedChoices = new Map()

/** One set of buffers for all subnets. */
const shared: MomentumPolicy = { fix: () => nothingFixed, pool: () => 0 }

/** Momentum separation (paper, section 3.3): subnets with the same operation on the split choice share buffers. */
function separated(splitChoice: number): MomentumPolicy {
  return {
    fix: (space, draw) => new Map([[splitChoice, draw.integer(operationsOf(space, splitChoice))]]),
    pool: (_space, subnets) => subnets[0]?.[splitChoice] ?? 0,
  }
}

/**
 * The control of momentum separation [ours]: as many groups as the split choice has operations, and an architecture is
 * always in the same one, drawn from (seed, architecture). Nothing is fixed, so the subnets are those of shared momentum.
 * A step that trains several subnets has one of each operation, and no group in common: its pool is drawn from (seed,
 * stage, step).
 */
function randomGroups(splitChoice: number, seed: number): MomentumPolicy {
  return {
    fix: () => nothingFixed,
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

/**
 * Draws the split choice where the configuration leaves it open, and checks it where it does not. It is the same in all
 * stages and never the choice that the stages split on, on which all subnets of a stage are alike.
 */
export function resolveMomentum({ momentum: config, stages, seed }: Pick<TrainConfig, 'momentum' | 'stages' | 'seed'>, space: SearchSpace): MomentumConfig {
  if (config.id === 'shared') return config
  const open = splitCandidates(space, stages?.choice)
  const splitChoice = config.splitChoice ?? open[random('split-choice', seed).integer(open.length)] ?? 0
  if (splitChoice >= space.choices.length) {
    throw new StudioError('config-invalid', `Split choice ${splitChoice} does not exist: ${space.title} has choices 0 to ${space.choices.length - 1}.`)
  }
  return { id: config.id, splitChoice }
}
