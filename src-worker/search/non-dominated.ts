/** Order of architectures by two objectives, fitness (higher is better) and cost (lower is better). Pure. */

export interface Objectives {
  readonly fitness: number
  readonly cost: number
}

/** At least as good in both, and better in one. */
export function dominates(a: Objectives, b: Objectives): boolean {
  return a.fitness >= b.fitness && a.cost <= b.cost && (a.fitness > b.fitness || a.cost < b.cost)
}

/** Fast non-dominated sort (Deb et al. 2002, section III.A): positions by front, the front that nothing dominates first. */
export function nonDominatedFronts(members: readonly Objectives[]): number[][] {
  const beats = members.map((one) => [...members.keys()].filter((at) => dominates(one, members[at] ?? one)))
  const beatenBy = members.map(() => 0)
  for (const beaten of beats) for (const at of beaten) beatenBy[at] = (beatenBy[at] ?? 0) + 1
  const fronts: number[][] = []
  let front = [...members.keys()].filter((at) => beatenBy[at] === 0)
  while (front.length > 0) {
    fronts.push(front)
    const next: number[] = []
    for (const at of front) {
      for (const beaten of beats[at] ?? []) {
        const left = (beatenBy[beaten] ?? 0) - 1
        beatenBy[beaten] = left
        if (left === 0) next.push(beaten)
      }
    }
    front = next.sort((a, b) => a - b)
  }
  return fronts
}

/**
 * Crowding distance (Deb et al. 2002, section III.B) of the members of one front: for each objective the gap between the
 * neighbours on both sides, as a share of the front's range; infinite at the ends.
 */
export function crowdingDistances(front: readonly Objectives[]): number[] {
  const distances = front.map(() => 0)
  for (const objective of ['fitness', 'cost'] as const) {
    const value = (at: number | undefined): number => front[at ?? -1]?.[objective] ?? 0
    const order = [...front.keys()].sort((a, b) => value(a) - value(b))
    const range = value(order.at(-1)) - value(order[0])
    order.forEach((at, place) => {
      const isEnd = place === 0 || place === order.length - 1
      const gap = isEnd ? Infinity : range === 0 ? 0 : (value(order[place + 1]) - value(order[place - 1])) / range
      distances[at] = (distances[at] ?? 0) + gap
    })
  }
  return distances
}

/** Crowded-comparison order: by front, within one by falling crowding distance; of equals the earlier one. */
export function byRankAndCrowding<Member extends Objectives>(members: readonly Member[]): Member[] {
  return nonDominatedFronts(members).flatMap((front) => {
    const own = front.flatMap((at) => members[at] ?? [])
    const distances = crowdingDistances(own)
    return [...own.keys()].sort((a, b) => (distances[b] ?? 0) - (distances[a] ?? 0) || a - b).flatMap((at) => own[at] ?? [])
  })
}
