import type { Role } from '../../src-contract/domain/choices'
import { heldOut, usualFraction, type SplitChoice } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { random } from '../random'

/** Records as the split sees them: label and role in the source. */
interface Labelled {
  readonly label: number
  readonly role: Role
}

export interface Split {
  /** Record numbers of each role in a seeded stratified order: any prefix is stratified too. */
  readonly order: Readonly<Record<Role, readonly number[]>>
  /** How roles came about, as a sentence. */
  readonly sentence: string
}

/**
 * Roles of all records: those of the source, and without a validation folder a part of the training images of each
 * class is held out. Drawn by the data set's own seed, never a run's, so that all runs see the same roles.
 */
export function splitRecords(records: readonly Labelled[], { validFraction, seed }: SplitChoice): Split {
  const labels = records.map(({ label }) => label)
  const of = (role: Role) => records.flatMap((record, number) => (record.role === role ? [number] : []))
  const ordered = (numbers: readonly number[], role: Role) => stratifiedOrder(numbers, labels, role, seed)
  const ownValid = of('valid')
  if (ownValid.length > 0 && validFraction !== null) {
    throw new StudioError('bad-argument', 'The source has a validation folder of its own: no part of the training images is held out beside it. Leave the validation fraction out.')
  }
  const fraction = validFraction ?? usualFraction
  const { train, valid } = ownValid.length > 0 ? { train: of('train'), valid: ownValid } : holdOut(of('train'), labels, fraction, seed)
  const share = fraction === 0.5 ? 'training images halved' : `${Number((fraction * 100).toFixed(4))}% of the training images of each class held out`
  return {
    order: { train: ordered(train, 'train'), valid: ordered(valid, 'valid'), test: ordered(of('test'), 'test') },
    sentence: ownValid.length > 0 ? 'the validation folder of the source is valid' : `no validation folder: ${share}, stratified, seed ${seed}`,
  }
}

/** Role of each record after the split. */
export function rolesOf(records: number, order: Split['order']): Role[] {
  const roles = new Array<Role>(records).fill('train')
  for (const role of ['valid', 'test'] as const) for (const record of order[role]) roles[record] = role
  return roles
}

/**
 * Record numbers in a seeded order of which any prefix is stratified: shuffled within each class, then the classes are
 * interleaved in proportion to their sizes.
 */
function stratifiedOrder(records: readonly number[], labels: ArrayLike<number>, purpose: string, seed: number): number[] {
  const byClass = new Map<number, number[]>()
  for (const record of records) {
    const label = labels[record] ?? 0
    const members = byClass.get(label) ?? []
    members.push(record)
    byClass.set(label, members)
  }
  const placed: { record: number; at: number; label: number }[] = []
  for (const [label, members] of byClass) {
    random('split', seed, purpose, label)
      .permutation(members.length)
      .forEach((position, rank) => placed.push({ record: members[position] ?? 0, at: (rank + 0.5) / members.length, label }))
  }
  return placed.sort((a, b) => a.at - b.at || a.label - b.label).map(({ record }) => record)
}

/** Holds out a fraction class by class, spread evenly; the first of a class is always trained on. */
function holdOut(records: readonly number[], labels: ArrayLike<number>, fraction: number, seed: number): { train: number[]; valid: number[] } {
  const train: number[] = []
  const valid: number[] = []
  const taken = new Map<number, number>()
  for (const record of stratifiedOrder(records, labels, 'halves', seed)) {
    const label = labels[record] ?? 0
    const count = taken.get(label) ?? 0
    taken.set(label, count + 1)
    ;(heldOut(count + 1, fraction) > heldOut(count, fraction) ? valid : train).push(record)
  }
  return { train, valid }
}
