import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import { recordBytes, type IndexedMeta } from '../../../src-contract/domain/dataset'
import { writeDurably } from '../durable-files'
import type { FolderImport, WrittenDataset } from '../folder-import'
import { BadImage } from '../image-files/bad-image'
import { checkedContent, type Pass } from '../image-pass'
import { Packer } from '../pack'
import { metaFile } from '../packed-dataset'
import { splitRecords } from '../split'
import { chosenStatistics, ColourSums } from '../statistics'
import { bytesBesidePath, encodeIndex, indexFile } from './index-file'
import { indexFingerprint } from './indexed-meta'

/** Training images that mean and standard deviation are measured on: the first of the stratified order. */
const measuredImages = 2048
const preview = { images: 400, side: 64, file: 'preview.bin' }

/** Disk that the index of these files and the small pictures take, at most. */
export function indexBytes({ images }: Pick<Pass, 'images'>): number {
  const paths = images.reduce((sum, { path }) => sum + Buffer.byteLength(path), 0)
  return paths + images.length * bytesBesidePath + Math.min(images.length, preview.images) * recordBytes(preview.side)
}

/**
 * Writes an index of files that stay where they are; see IndexedMeta. Each was read once and its structure checked.
 * @param pass over all files, with the SHA-1 of each
 */
export async function indexFolder(work: FolderImport, pass: Pass): Promise<WrittenDataset> {
  const { name, source, folder, imageSize, statistics, target } = work
  const { kind, classes } = source
  const split = splitRecords(pass.images, work.split)
  const { train, valid, test } = split.order
  const counts = { train: train.length, valid: valid.length, test: test.length }
  const files = pass.images.map(({ path, label }, record) => ({ path: relative(folder, path), label, digest: pass.digests[record] ?? '' }))
  const index = encodeIndex(files, files.length, split.order)
  writeDurably(join(target, indexFile), index)

  const published = chosenStatistics(statistics, kind, classes, imageSize)
  const looked = await lookAt(work, pass, train.slice(0, published === null ? measuredImages : preview.images))
  const { mean, std } = published ?? looked.sums.result()
  const chosen = statistics === undefined ? {} : { statistics }
  const described = { imageSize, classes, counts, ...chosen, indexSha256: createHash('sha256').update(index).digest('hex') }
  const fingerprint = indexFingerprint(described)
  const meta: IndexedMeta = {
    ...{ format: 1, storage: 'indexed', name, kind, sourcePath: folder, ...described, mean, std, fingerprint },
    preview: { side: preview.side, records: looked.previewed },
  }
  writeDurably(join(target, metaFile), JSON.stringify(meta))
  const warnings = looked.undecodable === 0 ? [] : [`${looked.undecodable} of ${looked.images} training images that were decoded cannot be; in training the next image of the order takes the place of such a one.`]
  return { pass, split, mean, std, fingerprint, bytes: index.length + looked.previewed * recordBytes(preview.side), warnings }
}

/** Decodes some training images, for their colours and for small pictures of them. */
async function lookAt({ source, imageSize, target, pace }: FolderImport, pass: Pass, records: readonly number[]) {
  const sums = new ColourSums()
  const reader = source.reader()
  const packer = new Packer(target, preview.side, preview.file)
  let previewed = 0
  let undecodable = 0
  await pace.begin('Measuring colours', 'images', records.length)
  try {
    for (const record of records) {
      const image = pass.images[record]
      if (image === undefined) continue
      try {
        const content = checkedContent(await reader.load(image))
        sums.add(content.square(imageSize, () => undefined))
        if (previewed < preview.images) {
          packer.append(image.label, content.square(preview.side, () => undefined))
          previewed += 1
        }
      } catch (error) {
        if (!(error instanceof BadImage)) throw error
        undecodable += 1
      }
      await pace.step()
    }
    packer.finish()
  } finally {
    packer.close()
    reader.close()
  }
  await pace.end()
  return { sums, previewed, undecodable, images: records.length }
}
