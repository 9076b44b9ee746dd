import type { Random } from '../../random'
import { breed, crossOver, drawRandom, mutate, type Scored } from '../breeding'
import { byRankAndCrowding } from '../non-dominated'
import type { SearchMethod } from '../types'

/**
 * NSGA-II (Deb et al., IEEE Transactions on Evolutionary Computation 6(2), 2002) over two objectives, fitness and cost:
 * binary tournaments by rank and crowding choose parents, children are crossed over and mutated, and parents and
 * children together are cut to the population. Children that were looked at before are replaced at random.
 */
export const nsga2: SearchMethod<'nsga2'> = function* ({ population, generations, mutationProbability }, pool, random) {
  let parents: readonly Scored[] = []
  for (let generation = 0; generation < generations; generation++) {
    const scored: Scored[] = []
    if (parents.length > 0) {
      const child = () => mutate(pool, random, crossOver(random, tournament(parents, random), tournament(parents, random)), mutationProbability)
      scored.push(...(yield* breed(pool, population, generation, 'crossover', child)))
    }
    scored.push(...(yield* drawRandom(pool, population - scored.length, generation)))
    if (scored.length === 0) return
    parents = byRankAndCrowding([...parents, ...scored]).slice(0, population)
  }
}

/** The better of two draws; `parents` stand best first. */
function tournament(parents: readonly Scored[], random: Random) {
  return parents[Math.min(random.integer(parents.length), random.integer(parents.length))]?.architecture ?? []
}
