import type { Role } from '../../src-contract/domain/choices'
import { duplicatesShown, type DuplicatePlace, type Duplicates } from '../../src-contract/domain/dataset'
import { nameOf, type SourceImage } from './source'

/** Finds images with equal digests, and counts those that also lie in another role or class. */
export function findDuplicates(digests: readonly string[], images: readonly SourceImage[], roles: readonly Role[], classes: readonly string[]): Duplicates {
  const found = { images: 0, withinSplits: 0, acrossSplits: 0, acrossClasses: 0 }
  const pairs: (readonly [DuplicatePlace, DuplicatePlace])[] = []
  for (const group of equalRecords(digests)) {
    const inRole = count(group, (record) => roles[record])
    const inClass = count(group, (record) => images[record]?.label)
    found.images += group.length
    for (const record of group) {
      const sameRole = inRole.get(roles[record]) ?? 0
      if (sameRole > 1) found.withinSplits += 1
      if (sameRole < group.length) found.acrossSplits += 1
      if ((inClass.get(images[record]?.label) ?? 0) < group.length) found.acrossClasses += 1
    }
    const [first = 0, ...others] = group.slice(0, 1 + duplicatesShown - pairs.length)
    for (const other of others) pairs.push([placeOf(first, images, roles, classes), placeOf(other, images, roles, classes)])
  }
  return { ...found, pairs }
}

/** Groups of two or more; of most images only the digest is kept, once. */
function equalRecords(digests: readonly string[]): Iterable<readonly number[]> {
  const first = new Map<string, number>()
  const groups = new Map<number, number[]>()
  digests.forEach((digest, record) => {
    const earlier = first.get(digest)
    if (earlier === undefined) {
      first.set(digest, record)
      return
    }
    const group = groups.get(earlier)
    if (group === undefined) groups.set(earlier, [earlier, record])
    else group.push(record)
  })
  return groups.values()
}

function count<Key>(records: readonly number[], key: (record: number) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const record of records) counts.set(key(record), (counts.get(key(record)) ?? 0) + 1)
  return counts
}

function placeOf(record: number, images: readonly SourceImage[], roles: readonly Role[], classes: readonly string[]): DuplicatePlace {
  const image = images[record]
  return { path: image === undefined ? '' : nameOf(image), role: roles[record] ?? 'train', class: classes[image?.label ?? 0] ?? '' }
}
