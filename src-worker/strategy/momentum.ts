import type { MomentumConfig, TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { splitCandidates, type SearchSpace } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import type { MomentumPolicy } from './types'

/** One set of buffers for all subnets. */
const shared: MomentumPolicy = () => ({ pool: 0, fixed: new Map() })

/** Momentum separation (paper, section 3.3): subnets with the same operation on the split choice share buffers. */
function separated(splitChoice: number): MomentumPolicy {
  return (space, draw) => {
    const operation = draw.integer(space.choices[splitChoice]?.operations.length ?? 1)
    return { pool: operation, fixed: new Map([[splitChoice, operation]]) }
  }
}

export function momentumPolicy(config: MomentumConfig): MomentumPolicy {
  if (config.id === 'shared') return shared
  if (config.splitChoice === null) throw new RangeError('The split choice has not been drawn.')
  return separated(config.splitChoice)
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
  return { id: 'separated', splitChoice }
}
