import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Random } from '../random'
import type { SearchDomain } from './domain'

/** Architectures that nobody has looked at yet. */
export interface Pool {
  readonly domain: SearchDomain
  /** Takes an architecture out; false where it was taken before or is over a limit. */
  take(architecture: Architecture): boolean
  /**
   * Takes one out at random; null where none is left, or none was found.
   * @param cheapestOf draws of which the one with the fewest multiply-adds is taken: towards faster ones
   */
  draw(cheapestOf?: number): Architecture | null
}

const tries = 1000
/** Up to this size all architectures are listed where draws find no new one. */
const mostListed = 1_000_000n

/**
 * Draws are uniform over what is left while that is not too rare to be met. In spaces too large to be listed rare ones
 * are reached from any architecture, by cheaper operations on choices at random until the limits are kept.
 */
export function createPool(domain: SearchDomain, random: Random): Pool {
  const taken = new Set<string>()
  let rest: Architecture[] | null = null

  const anywhere = (): Architecture => domain.operations.map((allowed) => allowed[random.integer(allowed.length)] ?? 0)
  const cheapest = (of: number): Architecture => {
    let best = anywhere()
    for (let drawn = 1; drawn < of; drawn++) {
      const other = anywhere()
      if (domain.cost('multiplyAdds', other) < domain.cost('multiplyAdds', best)) best = other
    }
    return best
  }
  const take = (architecture: Architecture): boolean => {
    const key = architecture.join()
    if (taken.has(key) || domain.excess(architecture) > 0) return false
    taken.add(key)
    return true
  }
  const listed = (): Architecture | null => {
    if (rest === null) {
      const all = [...domain.all()]
      rest = [...random.permutation(all.length)].flatMap((at) => [all[at] ?? []])
    }
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) if (take(next)) return next
    return null
  }
  return {
    domain,
    take,
    draw(cheapestOf = 1) {
      // Once everything is listed, draws would only find again what they missed.
      for (let number = 0; number < tries && rest === null; number++) {
        const architecture = cheapest(cheapestOf)
        if (take(architecture)) return architecture
      }
      if (domain.size <= mostListed) return listed()
      for (let number = 0; number < tries; number++) {
        const architecture = within(domain, anywhere(), random)
        if (architecture !== null && take(architecture)) return architecture
      }
      return null
    },
  }
}

/** The way down to the limits: each step an operation, drawn from those that lessen the excess, on a choice at random. */
function within(domain: SearchDomain, from: Architecture, random: Random): Architecture | null {
  let architecture = from
  for (let excess = domain.excess(architecture); excess > 0; excess = domain.excess(architecture)) {
    let next: Architecture | null = null
    for (const choice of random.permutation(architecture.length)) {
      const better = (domain.operations[choice] ?? []).map((operation) => architecture.with(choice, operation)).filter((other) => domain.excess(other) < excess)
      next = better[random.integer(Math.max(1, better.length))] ?? null
      if (next !== null) break
    }
    if (next === null) return null
    architecture = next
  }
  return architecture
}
