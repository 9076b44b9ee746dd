/** Words of the data-set screens. */
import type { DatasetKind } from '../../../src-contract/domain/choices'
import type { SourceChange } from '../../../src-contract/domain/dataset'
import { count, many } from '../../components/format'

export const kindWords: Readonly<Record<DatasetKind, string>> = {
  'class-folders': 'Class folders',
  'cifar-10': 'CIFAR-10 binary',
  'cifar-100': 'CIFAR-100 binary',
  idx: 'MNIST IDX',
}

/** "12 files added, 1 removed"; empty where nothing changed. */
export function describeChange({ added, removed, modified }: SourceChange): string {
  const parts = [[added, 'added'], [removed, 'removed'], [modified, 'modified']] as const
  return parts.filter(([number]) => number > 0).map(([number, what], at) => (at === 0 ? `${many(number, 'file')} ${what}` : `${count(number)} ${what}`)).join(', ')
}

/** A path as it is seen from a folder; one that lies elsewhere stays whole. */
export const within = (folder: string, path: string): string => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path)
