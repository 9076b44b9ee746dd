import type { DatasetKind } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import type { Format, Source } from '../source'
import { cifar10, cifar100, refusePickles } from './cifar'
import { classFolders } from './class-folders'
import { idx } from './idx'
import { entriesOf } from './walk-folder'

/** Tried in this order: binary sets are recognised by their files, class folders by having folders. */
const formats: Readonly<Record<DatasetKind, Format>> = { 'cifar-10': cifar10, 'cifar-100': cifar100, idx, 'class-folders': classFolders }

/** Opens a folder as what it is; throws where it is nothing that is known. */
export function openSource(folder: string): Source {
  if (entriesOf(folder).length === 0) throw new StudioError('dataset-empty', `${folder} is empty.`)
  refusePickles(folder)
  const format = Object.values(formats).find((candidate) => candidate.recognises(folder))
  if (format === undefined) {
    throw new StudioError('dataset-unrecognised', `${folder} is no data set that is known: expected one folder per class (also inside train/, val/, test/), CIFAR binary files or MNIST IDX files. Archives must be unpacked first.`)
  }
  return format.open(folder)
}
