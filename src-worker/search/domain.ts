/** The part of a space that a search may look at: operations that are allowed, and limits that can be counted. Pure. */
import type { CostId } from '../../src-contract/domain/choices'
import { countedCosts, reachableCosts, type CountedCost } from '../../src-contract/search-space/counted-limits'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'

export interface SearchDomain {
  /** Allowed operations of each choice. */
  readonly operations: readonly (readonly number[])[]
  /** Architectures of allowed operations, over the limits or not. */
  readonly size: bigint
  /** Cost of an architecture; a sum over its choices. */
  cost(id: CountedCost, architecture: Architecture): number
  /** By how much an architecture is over the limits, as a share of each, summed; 0: it is within them. */
  excess(architecture: Architecture): number
  /** Those within the limits, in order of index. */
  all(): Generator<Architecture>
}

/**
 * @param imageSize side of the images in pixels, for multiply-adds
 * @param operations allowed ones of each choice
 * Throws 'search-impossible' where no architecture can keep one of the limits.
 */
export function searchDomain(space: SearchSpace, imageSize: number, limits: Readonly<Record<CostId, number | null>>, operations: readonly (readonly number[])[]): SearchDomain {
  const sums = reachableCosts(space, imageSize, limits, operations)
  const cost = (id: CountedCost, architecture: Architecture): number => architecture.reduce((sum, operation, choice) => sum + (sums[id].parts[choice]?.[operation] ?? 0), sums[id].base)
  const excess = (architecture: Architecture): number =>
    countedCosts.reduce((sum, id) => {
      const limit = limits[id]
      return limit === null ? sum : sum + Math.max(0, cost(id, architecture) / limit - 1)
    }, 0)
  return {
    operations,
    size: operations.reduce((product, { length }) => product * BigInt(length), 1n),
    cost,
    excess,
    *all() {
      for (const architecture of product(operations)) if (excess(architecture) === 0) yield architecture
    },
  }
}

/** Every way to take one of each list, the last list turning fastest. */
function* product(lists: readonly (readonly number[])[]): Generator<number[]> {
  const places = lists.map(() => 0)
  for (;;) {
    yield places.map((place, at) => lists[at]?.[place] ?? 0)
    let at = lists.length - 1
    while (at >= 0 && (places[at] ?? 0) + 1 === lists[at]?.length) places[at--] = 0
    if (at < 0) return
    places[at] = (places[at] ?? 0) + 1
  }
}
