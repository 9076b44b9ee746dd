/** How many values lie in each of equal intervals. */
export interface Bins {
  readonly from: number
  readonly width: number
  readonly counts: readonly number[]
}

/** Values that are not finite are left out; the highest value belongs to the last bin. */
export function binned(values: ArrayLike<number>, wanted: number): Bins {
  const finite = Array.from(values).filter(Number.isFinite)
  const [least, most] = finite.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity])
  if (finite.length === 0) return { from: 0, width: 1, counts: [] }
  if (least === most) return { from: least - 0.5, width: 1, counts: [finite.length] }
  const width = (most - least) / wanted
  const counts = new Array<number>(wanted).fill(0)
  for (const value of finite) {
    const bin = Math.min(wanted - 1, Math.floor((value - least) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { from: least, width, counts }
}
