import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'

/** Architectures that compute the same function, so that one evaluation serves them all. */
export interface LiveGroup {
  readonly liveKey: string
  /** The member to evaluate; any would give the same score. */
  readonly representative: Architecture
  /** Multiply-adds of the cheapest member, the nearest to what the evaluation costs (dead paths are not computed). */
  readonly cost: number
}

/** The live graphs of the architectures, in order of first appearance. */
export function liveGroups(space: SearchSpace, architectures: readonly Architecture[], imageSize: number): LiveGroup[] {
  const groups = new Map<string, LiveGroup>()
  for (const representative of architectures) {
    const liveKey = space.liveKey(representative)
    const cost = space.multiplyAdds(representative, imageSize)
    const known = groups.get(liveKey)
    if (known === undefined || cost < known.cost) groups.set(liveKey, { liveKey, representative, cost })
  }
  return [...groups.values()]
}

/**
 * The groups in an order in which every beginning is a fair sample of the costs: sorted by cost and taken by the
 * bit-reversed counter (van der Corput's sequence: first the cheapest, then the middle, the quarters, the eighths, …).
 * So the mean time of the first few evaluations, and of all so far, estimates the mean of the rest.
 */
export function inFairOrder(groups: readonly LiveGroup[]): LiveGroup[] {
  const byCost = [...groups].sort((a, b) => a.cost - b.cost || (a.liveKey < b.liveKey ? -1 : 1))
  const bits = Math.ceil(Math.log2(Math.max(1, byCost.length)))
  const ordered: LiveGroup[] = []
  for (let counter = 0; counter < 2 ** bits; counter++) {
    const group = byCost[reverseBits(counter, bits)]
    if (group !== undefined) ordered.push(group)
  }
  return ordered
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0
  for (let bit = 0; bit < bits; bit++) reversed = reversed * 2 + (Math.floor(value / 2 ** bit) % 2)
  return reversed
}
