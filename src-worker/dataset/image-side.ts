/** Sources up to this side keep their commonest size; larger ones are resized down. */
const largestKept = 96
const otherwise = 32

/** S where the user names none: the commonest shorter side up to 96, else 32. */
export function commonestSide(sizes: ReadonlyMap<string, number>): number {
  const bySide = new Map<number, number>()
  for (const [size, images] of sizes) {
    const side = Math.min(...size.split('x').map(Number))
    if (side <= largestKept) bySide.set(side, (bySide.get(side) ?? 0) + images)
  }
  const [commonest] = [...bySide].sort((a, b) => b[1] - a[1] || b[0] - a[0])
  return commonest?.[0] ?? otherwise
}
