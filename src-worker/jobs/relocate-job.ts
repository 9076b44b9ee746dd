import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IndexedMeta } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import type { RelocateJob, RelocateResult } from '../../src-contract/worker-protocol'
import { publish, writeDurably } from '../dataset/durable-files'
import { listSource } from '../dataset/formats/registry'
import type { FileIndex } from '../dataset/indexed/index-file'
import { readWholeIndex } from '../dataset/indexed/indexed-dataset'
import { indexedImage, LostImage } from '../dataset/indexed/indexed-image'
import { Pace, Stopped } from '../dataset/pace'
import { metaFile, readMeta } from '../dataset/packed-dataset'
import { checkedFolder } from '../dataset/source-folder'
import { stampsFile, type SourceStamps } from '../dataset/source-stamps'
import type { JobContext } from './job-context'

/**
 * Points an indexed data set to the folder that its images were moved to. All of them must be there with the bytes of the
 * import. A folder whose files have the names, sizes and times of the import is taken as moved; else each file is read.
 */
export async function runRelocateJob(job: RelocateJob, context: JobContext): Promise<RelocateResult> {
  try {
    return { kind: 'relocate', state: 'finished', sourcePath: await relocate(job, new Pace(context)) }
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'relocate', state: 'stopped', sourcePath: null }
    throw error
  }
}

async function relocate(job: RelocateJob, pace: Pace): Promise<string> {
  const { meta, index } = readWholeIndex(job.folder, readMeta(job.folder))
  const sourcePath = checkedFolder(job.sourcePath, job.forbidden)
  const { stamps } = await listSource(sourcePath, pace)
  if (!isMoved(stamps, join(job.folder, stampsFile))) await compare(meta, index, sourcePath, pace)
  replace(join(job.folder, stampsFile), stamps.toBytes())
  const moved: IndexedMeta = { ...meta, sourcePath }
  replace(join(job.folder, metaFile), JSON.stringify(moved))
  return sourcePath
}

function isMoved(stamps: SourceStamps, stored: string): boolean {
  return existsSync(stored) && stamps.changeSince(readFileSync(stored))?.state === 'unchanged'
}

/** Reads every file of the index; throws 'dataset-changed' with the number of those that are not there as they were. */
async function compare(meta: IndexedMeta, index: FileIndex, sourcePath: string, pace: Pace): Promise<void> {
  await pace.begin('Comparing files', 'images', index.records)
  let lost = 0
  let first: LostImage | null = null
  for (let record = 0; record < index.records; record++) {
    try {
      indexedImage(sourcePath, index.path(record), index.digest(record))
    } catch (error) {
      if (!(error instanceof LostImage)) throw error
      lost += 1
      first ??= error
    }
    await pace.step()
  }
  await pace.end()
  if (first === null) return
  throw new StudioError('dataset-changed', `${sourcePath} does not hold the images of data set "${meta.name}": ${lost} of ${index.records} are not there as they were imported; the first, ${first.path}, ${first.message}. Nothing was changed. Name the folder that holds them, or import this one as another data set.`)
}

/** The file is the old one or the new one, whatever happens. */
function replace(path: string, content: string | Uint8Array): void {
  writeDurably(`${path}.new`, content)
  publish(`${path}.new`, path)
}
