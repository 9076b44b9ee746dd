/** The split choice of momentum separation, where a wish leaves it to be drawn. */
import type { MomentumConfig, TrainConfig } from './domain/run'
import { StudioError } from './errors'
import { splitCandidates, type SearchSpace } from './search-space/search-space'

/** A whole number from 0 to below - 1, the first of the generator of that purpose and key. */
export type DrawInteger = (below: number, purpose: string, ...key: readonly (number | string)[]) => number

/**
 * Draws the split choice where the configuration leaves it open, and checks it where it does not. It is the same in all
 * stages and never the choice that the stages split on, on which all subnets of a stage are alike.
 */
export function drawnMomentum({ momentum: config, stages, seed }: Pick<TrainConfig, 'momentum' | 'stages' | 'seed'>, space: SearchSpace, draw: DrawInteger): MomentumConfig {
  if (config.id === 'shared') return config
  const open = splitCandidates(space, stages?.choice)
  const splitChoice = config.splitChoice ?? open[draw(open.length, 'split-choice', seed)] ?? 0
  if (splitChoice >= space.choices.length) {
    throw new StudioError('config-invalid', `Split choice ${splitChoice} does not exist: ${space.title} has choices 0 to ${space.choices.length - 1}.`)
  }
  return { id: config.id, splitChoice }
}
