/**
 * A training step as plain data, and the parts that decide it. Strategies compose: momentum policy, method, sampler and
 * learning-rate policy know nothing of each other, and the training loop knows none of their names.
 */
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import type { Random } from '../random'

/** What one step does. */
export interface Update {
  /** Weight set it trains: 0, or the stage of a run that trains several. */
  readonly stage: number
  /** Momentum buffers it uses. */
  readonly pool: number
  readonly subnets: readonly { readonly architecture: Architecture; readonly lossWeight: number }[]
  readonly rate: number
  /** Mean parameters of the subnets. */
  readonly complexity: number
}

/** Operations that are decided before a method draws the rest: choice to operation. */
export type FixedChoices = ReadonlyMap<number, number>

/** Draws one architecture with some choices fixed. */
export type Sampler = (space: SearchSpace, random: Random, fixed: FixedChoices) => Architecture

export interface Method {
  /** The subnets of one step. */
  draw(space: SearchSpace, sampler: Sampler, random: Random, fixed: FixedChoices): readonly Architecture[]
  /** Where the factor of a rate that depends on complexity goes: on the step's rate, or on each subnet's loss. */
  readonly factorOn: 'rate' | 'loss'
}

/** Names the pool of a step by the subnets that it trains. It draws none: with equal seeds all policies train the same ones. */
export interface MomentumPolicy {
  /** The subnets as drawn, changed where they have to have something in common. */
  join(subnets: readonly Architecture[]): readonly Architecture[]
  /** The momentum buffers of a step that trains these subnets. */
  pool(space: SearchSpace, subnets: readonly Architecture[], at: { readonly stage: number; readonly step: number }): number
}

/** Factor on lr0 at a step, 1 at step 0; `byComplexity` where it differs from subnet to subnet. */
export interface RatePolicy {
  readonly byComplexity: boolean
  factor(step: number, totalSteps: number, complexity: number, extremes: SearchSpace['extremes']): number
}
