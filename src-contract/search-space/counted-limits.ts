/** Limits of a search that are sums over choices, so that whether anything keeps them is known before it begins. Pure. */
import { costTexts } from '../domain/choice-texts'
import type { CostId } from '../domain/choices'
import { StudioError } from '../errors'
import { costParts, type CostParts } from './distribution'
import type { SearchSpace } from './search-space'

export type CountedCost = Exclude<CostId, 'latency'>
export const countedCosts = ['parameters', 'multiplyAdds'] as const satisfies readonly CountedCost[]

/**
 * The parts of each counted cost.
 * @param imageSize side of the images in pixels, for multiply-adds
 * @param operations allowed ones of each choice
 * Throws 'search-impossible' where no architecture of them keeps one of the limits.
 */
export function reachableCosts(space: SearchSpace, imageSize: number, limits: Readonly<Record<CostId, number | null>>, operations: readonly (readonly number[])[]): Readonly<Record<CountedCost, CostParts>> {
  const sums = {
    parameters: costParts(space, (architecture) => space.parameters(architecture)),
    multiplyAdds: costParts(space, (architecture) => space.multiplyAdds(architecture, imageSize)),
  }
  for (const id of countedCosts) {
    const limit = limits[id]
    const { base, parts } = sums[id]
    const least = operations.reduce((sum, allowed, choice) => sum + Math.min(...allowed.map((operation) => parts[choice]?.[operation] ?? 0)), base)
    if (limit !== null && least > limit) {
      throw new StudioError('search-impossible', `${costTexts[id].title}: no architecture of ${space.title} has at most ${limit}; the least is ${least}. Raise the limit to that or more.`)
    }
  }
  return sums
}
