import type { Role } from '../../src-contract/domain/choices'
import type { Duplicates, SourceReport } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { findDuplicates } from './duplicates'
import type { Pass } from './image-pass'
import type { Source, SourceImage } from './source'

/**
 * What a pass over a source found, scan and import alike.
 * @param roles role of each taken image after the split
 */
export function reportOf(source: Source, pass: Pass, roles: readonly Role[], seconds: number, moreWarnings: readonly string[]): SourceReport {
  const { images, digests, rejected, notes, sizes } = pass
  const perClass = countClasses(source.classes, images)
  const duplicates = findDuplicates(digests, images, roles, source.classes)
  return {
    seen: images.length + rejected.count + source.ignored,
    accepted: images.length,
    ignored: source.ignored,
    rejectedCount: rejected.count,
    rejected: rejected.named,
    warnings: [...moreWarnings, ...source.warnings, ...noteSentences(notes), ...duplicateWarnings(duplicates), ...classWarnings(perClass)],
    perClass,
    sizes: [...sizes.counts].sort((a, b) => b[1] - a[1]).slice(0, 20).map(([size, count]) => ({ size, images: count })),
    duplicates,
    seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  }
}

/** Throws where nothing is left that could be trained on. */
export function checkContent(source: Source, { images, rejected }: Pick<Source, 'images' | 'rejected'>, folder: string): void {
  if (images.length === 0) {
    const [first] = rejected.named
    throw new StudioError('dataset-empty', `${folder} has no image that can be used${first === undefined ? '.' : `; ${rejected.count} were rejected, the first: ${first.path}: ${first.reason}.`}`)
  }
  const classes = new Set(images.map(({ label }) => label))
  if (classes.size < 2) throw new StudioError('dataset-one-class', `${folder} has images of one class only ("${source.classes[images[0]?.label ?? 0] ?? ''}"); classification needs at least two.`)
  if (!images.some(({ role }) => role === 'train')) throw new StudioError('dataset-empty', `${folder} has no training images; a train/ folder is needed beside val/ or test/.`)
}

/** Images per class and role of the source. */
function countClasses(classes: readonly string[], images: readonly SourceImage[]): SourceReport['perClass'] {
  const counts: Partial<Record<Role, number>>[] = classes.map(() => ({}))
  for (const { label, role } of images) {
    const entry = counts[label]
    if (entry !== undefined) entry[role] = (entry[role] ?? 0) + 1
  }
  // A class may be called __proto__, which fromEntries takes for a name like any other.
  return Object.fromEntries(classes.map((name, label) => [name, counts[label] ?? {}]))
}

function noteSentences(notes: ReadonlyMap<string, number>): string[] {
  return [...notes].map(([clause, images]) => `${images} images: ${clause}.`)
}

function duplicateWarnings({ images, acrossSplits, acrossClasses }: Duplicates): string[] {
  const warnings: string[] = []
  if (images > 0 && acrossSplits === 0 && acrossClasses === 0) warnings.push(`${images} images have an equal in the same split and class: they count more than once.`)
  if (acrossSplits > 0) warnings.push(`${acrossSplits} images are equal to one in another of train, valid and test: accuracies on them are too good.`)
  if (acrossClasses > 0) warnings.push(`${acrossClasses} images are equal to one in more than one class: no classifier can be right on all of them.`)
  return warnings
}

function classWarnings(perClass: SourceReport['perClass']): string[] {
  const warnings: string[] = []
  const total = (role: Role) => Object.values(perClass).reduce((sum, counts) => sum + (counts[role] ?? 0), 0)
  if (total('test') > total('train')) warnings.push(`The test set (${total('test')} images) is larger than the training set (${total('train')}); are the two swapped?`)
  const small = Object.entries(perClass).filter(([, roles]) => (roles.train ?? 0) < 2)
  if (small.length > 0) warnings.push(`${small.length} classes have fewer than 2 training images, among them "${small[0]?.[0] ?? ''}".`)
  return warnings
}
