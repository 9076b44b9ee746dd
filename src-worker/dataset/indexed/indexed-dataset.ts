import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { IndexedMeta } from '../../../src-contract/domain/dataset'
import { StudioError } from '../../../src-contract/errors'
import { metaFile, readable, unusable } from '../packed-dataset'
import { indexFile, readIndex, type FileIndex } from './index-file'
import { parseIndexedMeta } from './indexed-meta'

export interface OpenIndex {
  readonly meta: IndexedMeta
  readonly index: FileIndex
}

/** Opens the index of a set whose images lie in their own folder; throws 'dataset-changed' naming what is off. */
export function openIndex(folder: string, content: unknown): OpenIndex {
  const open = readWholeIndex(folder, content)
  if (lstatSync(open.meta.sourcePath, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new StudioError('image-unreadable', `The folder ${open.meta.sourcePath}, where the images of data set "${open.meta.name}" lie, is not there. Put it back, or say where it is now: studio dataset relocate, or "It lies elsewhere …" on the page of the data set.`)
  }
  return open
}

/** As `openIndex`, wherever the images lie. */
export function readWholeIndex(folder: string, content: unknown): OpenIndex {
  const meta = parseIndexedMeta(content)
  if ('wrong' in meta) throw unusable(folder, `cannot be used: ${metaFile} ${meta.wrong}`)
  const read = readable(folder, () => readIndex(join(folder, indexFile), meta.counts))
  if ('wrong' in read) throw unusable(folder, `cannot be used: ${indexFile} ${read.wrong}`)
  if (createHash('sha256').update(read.bytes).digest('hex') !== meta.indexSha256) throw unusable(folder, `was changed: the bytes of ${indexFile} are not those that were imported`)
  return { meta, index: read.index }
}
