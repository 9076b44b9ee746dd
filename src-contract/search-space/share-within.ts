/** How much of a space keeps limits on what can be counted. Pure. */
import { costParts, steadyDraws } from './distribution'
import type { SearchSpace } from './search-space'

export interface SpaceShare {
  /** 0..1 of all architectures. */
  readonly share: number
  /** Architectures looked at; null: all of them. */
  readonly sample: number | null
  /** Least of each cost in the space. */
  readonly least: { readonly parameters: number; readonly multiplyAdds: number }
}

/** Spaces up to this size are counted, others sampled. */
const mostCounted = 200_000n
const draws = 20_000

export interface CountedLimits {
  readonly parameters: number | null
  readonly multiplyAdds: number | null
}

/**
 * Answers for any limits, after one look at the space; the same each time.
 * @param imageSize side of the images in pixels, for multiply-adds
 */
export function shareCounter(space: SearchSpace, imageSize: number): (limits: CountedLimits) => SpaceShare {
  const parameters = costParts(space, (architecture) => space.parameters(architecture))
  const multiplyAdds = costParts(space, (architecture) => space.multiplyAdds(architecture, imageSize))
  const least = { parameters: leastOf(parameters), multiplyAdds: leastOf(multiplyAdds) }
  const isCounted = space.size <= mostCounted
  const number = isCounted ? Number(space.size) : draws
  const costs = new Float64Array(2 * number)
  const draw = steadyDraws()
  for (let at = 0; at < number; at++) {
    let rest = at
    let [first, second] = [parameters.base, multiplyAdds.base]
    for (const [choice, { operations: { length } }] of space.choices.entries()) {
      let operation = rest % length
      if (isCounted) rest = Math.floor(rest / length)
      else operation = draw(length)
      first += parameters.parts[choice]?.[operation] ?? 0
      second += multiplyAdds.parts[choice]?.[operation] ?? 0
    }
    costs[2 * at] = first
    costs[2 * at + 1] = second
  }
  return (limits) => {
    let within = 0
    for (let at = 0; at < number; at++) {
      if ((costs[2 * at] ?? 0) <= (limits.parameters ?? Infinity) && (costs[2 * at + 1] ?? 0) <= (limits.multiplyAdds ?? Infinity)) within++
    }
    return { share: within / number, sample: isCounted ? null : number, least }
  }
}

function leastOf({ base, parts }: ReturnType<typeof costParts>): number {
  return parts.reduce((sum, own) => sum + Math.min(...own), base)
}
