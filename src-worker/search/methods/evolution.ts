import { breed, crossOver, drawRandom, mutate, type Scored } from '../breeding'
import type { SearchMethod } from '../types'

/**
 * Evolutionary search of SPOS (Guo et al., ECCV 2020, algorithm 1): a random generation, then generations of mutations
 * and crossovers of the best `parents` architectures scored so far, topped up at random.
 */
export const evolution: SearchMethod<'evolution'> = function* (settings, pool, random) {
  const { population, generations, parents: kept, mutations, crossovers, mutationProbability } = settings
  let parents: readonly Scored[] = []
  const parent = () => parents[random.integer(parents.length)]?.architecture ?? []
  for (let generation = 0; generation < generations; generation++) {
    const scored: Scored[] = []
    if (parents.length > 0) {
      scored.push(...(yield* breed(pool, mutations, generation, 'mutation', () => mutate(pool, random, parent(), mutationProbability))))
      scored.push(...(yield* breed(pool, crossovers, generation, 'crossover', () => crossOver(random, parent(), parent()))))
    }
    scored.push(...(yield* drawRandom(pool, population - scored.length, generation)))
    if (scored.length === 0) return
    // The sort is stable: of equals the one that was found first stays.
    parents = [...parents, ...scored].sort((a, b) => b.fitness - a.fitness).slice(0, kept)
  }
}
