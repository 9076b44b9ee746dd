/** Which architectures a run is to track, as the form holds it. */
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import type { NumberSetting } from '../../../src-contract/domain/settings'
import { numberOf, problemOf } from '../../components/number-text'

export const trackedTexts = {
  usual: { title: 'As usual', meaning: "the paper's 327 on NAS-Bench-201, else 100 drawn at random" },
  all: { title: 'All', meaning: 'every architecture of the space, where there are at most 20,000' },
  random: { title: 'Random', meaning: 'drawn from a seed that is the same for all runs' },
  list: { title: 'List', meaning: 'those of the run that this is a copy of' },
} as const

export interface TrackedSet {
  readonly kind: keyof typeof trackedTexts
  /** As typed. */
  readonly random: string
  /** Lists come from the command line only. */
  readonly list: Extract<ArchitectureSubset, { kind: 'list' }> | null
}

export const usualSet: TrackedSet = { kind: 'usual', random: '500', list: null }

export const randomSetting = { label: 'Architectures', meaning: 'how many are drawn', unit: '', default: null, min: 1, max: 20_000, integer: true } as const satisfies NumberSetting

export function isSoundSet({ kind, random }: TrackedSet): boolean {
  return kind !== 'random' || (random.trim() !== '' && problemOf(randomSetting, random) === null)
}

/** Undefined: as usual. */
export function subsetOf({ kind, random, list }: TrackedSet): ArchitectureSubset | undefined {
  if (kind === 'all') return { kind }
  if (kind === 'random') return { kind, count: numberOf(random) ?? 0 }
  return kind === 'list' ? (list ?? undefined) : undefined
}

export function typedSet(subset: ArchitectureSubset | undefined): TrackedSet {
  switch (subset?.kind) {
    case 'all':
      return { ...usualSet, kind: 'all' }
    case 'random':
      return { ...usualSet, kind: 'random', random: String(subset.count) }
    case 'list':
      return { ...usualSet, kind: 'list', list: subset }
    default:
      return usualSet
  }
}
