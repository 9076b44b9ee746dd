import { random } from '../random'

/** Drawn by the data set's own seed, never a run's, so that all runs see the same roles. */
const splitSeed = 0

/**
 * Record numbers in a seeded order of which any prefix is stratified: shuffled within each class, then the classes are
 * interleaved in proportion to their sizes.
 */
export function stratifiedOrder(records: readonly number[], labels: ArrayLike<number>, purpose: string): number[] {
  const byClass = new Map<number, number[]>()
  for (const record of records) {
    const label = labels[record] ?? 0
    const members = byClass.get(label) ?? []
    members.push(record)
    byClass.set(label, members)
  }
  const placed: { record: number; at: number; label: number }[] = []
  for (const [label, members] of byClass) {
    random('split', splitSeed, purpose, label)
      .permutation(members.length)
      .forEach((position, rank) => placed.push({ record: members[position] ?? 0, at: (rank + 0.5) / members.length, label }))
  }
  return placed.sort((a, b) => a.at - b.at || a.label - b.label).map(({ record }) => record)
}

/** Halves records class by class; of an odd class the first half gets one more, so a single image is trained on. */
export function halve(records: readonly number[], labels: ArrayLike<number>): { train: number[]; valid: number[] } {
  const train: number[] = []
  const valid: number[] = []
  const taken = new Map<number, number>()
  for (const record of stratifiedOrder(records, labels, 'halves')) {
    const label = labels[record] ?? 0
    const count = taken.get(label) ?? 0
    taken.set(label, count + 1)
    ;(count % 2 === 0 ? train : valid).push(record)
  }
  return { train, valid }
}
