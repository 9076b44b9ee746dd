import type { Role } from '../../src-contract/domain/choices'
import type { ImportReport } from '../../src-contract/domain/dataset'
import type { Source, SourceImage } from './source'

const shownGroups = 20
const shownPerGroup = 10

/** Images per class and role of the source. */
export function countClasses(classes: readonly string[], images: readonly SourceImage[]): ImportReport['perClass'] {
  const counts: Record<string, Partial<Record<Role, number>>> = Object.fromEntries(classes.map((name) => [name, {}]))
  for (const { label, role } of images) {
    const entry = counts[classes[label] ?? '']
    if (entry !== undefined) entry[role] = (entry[role] ?? 0) + 1
  }
  return counts
}

export function countSizes(sizes: ReadonlyMap<string, number>): ImportReport['sizes'] {
  return [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 20).map(([size, images]) => ({ size, images }))
}

/** Groups of images with equal packed pixels. */
export function findDuplicates(hashes: readonly string[], images: readonly SourceImage[]): ImportReport['duplicates'] {
  const groups = new Map<string, SourceImage[]>()
  hashes.forEach((hash, record) => {
    const image = images[record]
    if (image === undefined) return
    const members = groups.get(hash)
    if (members === undefined) groups.set(hash, [image])
    else members.push(image)
  })
  const repeated = [...groups.values()].filter((members) => members.length > 1)
  const spread = (members: readonly SourceImage[], key: (image: SourceImage) => unknown) => new Set(members.map(key)).size > 1
  const total = (chosen: readonly (readonly SourceImage[])[]) => chosen.reduce((sum, members) => sum + members.length, 0)
  return {
    images: total(repeated),
    acrossSplits: total(repeated.filter((members) => spread(members, ({ role }) => role))),
    acrossClasses: total(repeated.filter((members) => spread(members, ({ label }) => label))),
    examples: repeated.slice(0, shownGroups).map((members) => members.slice(0, shownPerGroup).map(({ name }) => name)),
  }
}

/** Sentences on what duplicates and classes mean for results. */
export function warningsOf(source: Source, notes: ReadonlyMap<string, number>, duplicates: ImportReport['duplicates'], perClass: ImportReport['perClass']): string[] {
  const warnings = [...source.warnings, ...[...notes].map(([clause, images]) => `${images} images: ${clause}.`)]
  if (duplicates.acrossSplits > 0) warnings.push(`${duplicates.acrossSplits} images lie with equal pixels in more than one of train, valid and test: accuracies on them are too good.`)
  if (duplicates.acrossClasses > 0) warnings.push(`${duplicates.acrossClasses} images lie with equal pixels in more than one class: no classifier can be right on all of them.`)
  const total = (role: 'train' | 'test') => Object.values(perClass).reduce((sum, counts) => sum + (counts[role] ?? 0), 0)
  if (total('test') > total('train')) warnings.push(`The test set (${total('test')} images) is larger than the training set (${total('train')}); are the two swapped?`)
  const small = Object.entries(perClass).filter(([, roles]) => (roles.train ?? 0) < 2)
  if (small.length > 0) warnings.push(`${small.length} classes have fewer than 2 training images, among them "${small[0]?.[0] ?? ''}".`)
  return warnings
}
