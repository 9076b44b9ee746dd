import type { RateConfig } from '../../src-contract/domain/run'
import { calrGamma, cosineFactor, decayFactor } from '../../src-contract/schedule'
import type { RatePolicy } from './types'

/** The policy of each schedule (paper, section 3.2, for CaLR; fixed γ is its control with one γ for all subnets). */
const policies: { [Id in RateConfig['id']]: (config: Extract<RateConfig, { id: Id }>) => RatePolicy } = {
  constant: () => ({ byComplexity: false, factor: () => 1 }),
  cosine: () => ({ byComplexity: false, factor: cosineFactor }),
  fixed: ({ gamma }) => ({ byComplexity: true, factor: (step, total) => decayFactor(step, total, gamma) }),
  calr: ({ gammaMax }) => ({
    byComplexity: true,
    factor: (step, total, complexity, extremes) => decayFactor(step, total, calrGamma(complexity, extremes, gammaMax)),
  }),
}

export function ratePolicy<Id extends RateConfig['id']>(config: Extract<RateConfig, { id: Id }>): RatePolicy {
  return policies[config.id as Id](config)
}
