import type { TrainConfig } from '../../src-contract/domain/run'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import { ratePolicy } from './learning-rate'
import { momentumPolicy } from './momentum'
import { methods, samplers } from './registry'
import type { FixedChoices, Method, RatePolicy, Update } from './types'

/**
 * Plans any step of a stage: pure, from (seed, stage, step) alone, so a step can be replayed without those before, and a
 * stage trained without the others.
 * @param totalSteps T, of the stage
 */
export function stepPlanner(config: TrainConfig, space: SearchSpace, totalSteps: number): (stage: number, step: number) => Update {
  const method = methods[config.method]
  const sampler = samplers[config.sampler]
  const rate = ratePolicy(config.rate)
  const momentum = momentumPolicy(config.momentum, config.seed)
  return (stage, step) => {
    const fixed: FixedChoices = config.stages === undefined ? new Map() : new Map([[config.stages.choice, stage]])
    const architectures = momentum.join(method.draw(space, sampler, random('architectures', config.seed, stage, step), fixed))
    const pool = momentum.pool(space, architectures, { stage, step })
    return { stage, pool, ...weighUpdate(method, rate, space, architectures, config.optimizer.lr, step, totalSteps) }
  }
}

/** Puts the rate's factor where the method wants it: on the rate of the step, or on each subnet's loss. */
export function weighUpdate(method: Method, rate: RatePolicy, space: SearchSpace, architectures: readonly Architecture[], lr0: number, step: number, totalSteps: number): Pick<Update, 'subnets' | 'rate' | 'complexity'> {
  const complexities = architectures.map((architecture) => space.parameters(architecture))
  const factors = complexities.map((complexity) => rate.factor(step, totalSteps, complexity, space.extremes))
  const onLoss = method.factorOn === 'loss' && rate.byComplexity
  return {
    subnets: architectures.map((architecture, i) => ({ architecture, lossWeight: onLoss ? (factors[i] ?? 1) : 1 })),
    rate: onLoss ? lr0 : lr0 * (factors[0] ?? 1),
    complexity: complexities.reduce((sum, value) => sum + value, 0) / complexities.length,
  }
}
