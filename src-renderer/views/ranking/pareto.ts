/** Which architectures are best at their cost. Pure. */

/**
 * Positions of the architectures that no other one beats: cheaper or as cheap, and better. By cost, cheapest first; of
 * equals the one of lower position.
 * @param cost lower is better
 * @param score higher is better; those that are not finite are left out
 */
export function paretoFront(cost: ArrayLike<number>, score: ArrayLike<number>): number[] {
  const order = Array.from({ length: cost.length }, (_, at) => at)
    .filter((at) => Number.isFinite(score[at]))
    .sort((a, b) => (cost[a] ?? 0) - (cost[b] ?? 0) || (score[b] ?? 0) - (score[a] ?? 0) || a - b)
  let best = -Infinity
  return order.filter((at) => {
    const better = (score[at] ?? -Infinity) > best
    if (better) best = score[at] ?? best
    return better
  })
}
