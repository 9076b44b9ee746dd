import type { RateConfig } from '../../src-contract/domain/run'
import { calrGamma, cosineFactor, decayFactor } from '../../src-contract/schedule'
import type { RatePolicy } from './types'

/** The policy of a schedule (paper, section 3.2, for CaLR; fixed γ is its control with one γ for all subnets). */
export function ratePolicy(config: RateConfig): RatePolicy {
  switch (config.id) {
    case 'constant':
      return { byComplexity: false, factor: () => 1 }
    case 'cosine':
      return { byComplexity: false, factor: cosineFactor }
    case 'fixed':
      return { byComplexity: true, factor: (step, total) => decayFactor(step, total, config.gamma) }
    case 'calr':
      return {
        byComplexity: true,
        factor: (step, total, complexity, extremes) => decayFactor(step, total, calrGamma(complexity, extremes, config.gammaMax)),
      }
  }
}
