import type { DatasetKind, StorageId } from '../../src-contract/domain/choices'

/** Sources up to this side keep their commonest size; larger ones are resized down. */
const largestKept = 96
const otherwise = 32

/**
 * Class folders whose images mostly have a shorter side above 96 are indexed: they are whole pictures, of which
 * training can see other parts each time, and packed at such a size they would take the disk a second time.
 */
export function usualStorage(kind: DatasetKind, sizes: ReadonlyMap<string, number>): StorageId {
  return kind === 'class-folders' && mostlyLarge(sizes) ? 'indexed' : 'packed'
}

function mostlyLarge(sizes: ReadonlyMap<string, number>): boolean {
  let large = 0
  let all = 0
  for (const [size, images] of sizes) {
    all += images
    if (Math.min(...size.split('x').map(Number)) > largestKept) large += images
  }
  return large > all / 2
}

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
