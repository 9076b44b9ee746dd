import { join } from 'node:path'
import { recordBytes, type PackedMeta } from '../../src-contract/domain/dataset'
import { writeDurably } from './durable-files'
import type { FolderImport, WrittenDataset } from './folder-import'
import { digestOf, passOver, type Pass } from './image-pass'
import { checkContent } from './import-report'
import { Packer } from './pack'
import { metaFile, openPackedFiles } from './packed-dataset'
import { fingerprintOf } from './packed-meta'
import { splitRecords, type Split } from './split'
import { chosenStatistics, measureStatistics } from './statistics'

/** Decodes each image once into a flat file; see PackedMeta for its layout. */
export async function packFolder(work: FolderImport): Promise<WrittenDataset> {
  const { pass, contentSha256 } = await pack(work)
  checkContent(work.source, pass, work.folder)
  const split = splitRecords(pass.images, work.split)
  const { mean, std, fingerprint, records, imageSize } = await describe(work, pass, split, contentSha256)
  return { pass, split, mean, std, fingerprint, bytes: records * recordBytes(imageSize), warnings: [] }
}

async function pack({ source, target, imageSize, pace }: FolderImport): Promise<{ pass: Pass; contentSha256: string }> {
  const packer = new Packer(target, imageSize)
  try {
    const pass = await passOver(source, 'Packing', pace, ({ label }, content, note) => {
      const pixels = content.square(imageSize, note)
      packer.append(label, pixels)
      return digestOf(pixels)
    })
    return { pass, contentSha256: packer.finish() }
  } finally {
    packer.close()
  }
}

/** Statistics and fingerprint; writes meta.json beside the images. */
async function describe({ name, source, imageSize, statistics, target, pace }: FolderImport, { images }: Pass, { order }: Split, contentSha256: string): Promise<PackedMeta> {
  const { kind, classes } = source
  const chosen = statistics === undefined ? {} : { statistics }
  const fingerprint = fingerprintOf({ imageSize, classes, order, ...chosen }, contentSha256)
  const draft: PackedMeta = { format: 1, name, kind, imageSize, classes, records: images.length, mean: [0, 0, 0], std: [1, 1, 1], ...chosen, fingerprint, contentSha256, order }
  const meta = { ...draft, ...(chosenStatistics(statistics, kind, classes, imageSize) ?? (await measured(draft, target, pace))) }
  writeDurably(join(target, metaFile), JSON.stringify(meta))
  return meta
}

async function measured(draft: PackedMeta, folder: string, pace: FolderImport['pace']) {
  writeDurably(join(folder, metaFile), JSON.stringify(draft))
  const packed = openPackedFiles(folder, draft)
  try {
    return await measureStatistics(draft.order.train, (record) => packed.read(record).pixels, pace)
  } finally {
    packed.close()
  }
}
