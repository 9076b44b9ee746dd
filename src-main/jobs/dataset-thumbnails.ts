import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { labelBytes, recordBytes, type DatasetRecord, type Thumbnail } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { datasetFolder, type HomeFolder } from '../system/home-folder'
import { encodePng } from '../system/png'

const largestSide = 64

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const side = v.pipe(whole, v.minValue(1), v.maxValue(4096))
const packedSchema = v.object({ imageSize: side, order: v.object({ train: v.array(whole) }) })
const indexedSchema = v.object({ preview: v.object({ side, records: v.pipe(whole, v.maxValue(100_000)) }) })

/**
 * `perClass` training images of each class of an imported data set, `most` in all, by class; the same ones each time. Throws
 * 'dataset-changed' where its files cannot be read.
 */
export async function datasetThumbnails(home: HomeFolder, dataset: DatasetRecord, perClass: number, most: number): Promise<Thumbnail[]> {
  const folder = datasetFolder(home, dataset.id)
  try {
    const { path, imageSize, order } = imagesOf(folder, dataset, JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')))
    const pictures = await pick(path, imageSize, order, dataset.classes.length, perClass, most)
    return pictures.map(({ label, png }) => ({ class: dataset.classes[label] ?? '', pngBase64: png.toString('base64') }))
  } catch (error) {
    throw new StudioError('dataset-changed', `The images of data set "${dataset.name}" in ${folder} cannot be read. Remove it and import it again.`, error)
  }
}

/** The packed training images, or the small pictures that an indexed set keeps of the first of them. */
function imagesOf(folder: string, { indexed }: DatasetRecord, meta: unknown): { path: string; imageSize: number; order: readonly number[] } {
  if (indexed === true) {
    const { preview } = v.parse(indexedSchema, meta)
    return { path: join(folder, 'preview.bin'), imageSize: preview.side, order: Array.from({ length: preview.records }, (_, record) => record) }
  }
  const { imageSize, order } = v.parse(packedSchema, meta)
  return { path: join(folder, 'images.bin'), imageSize, order: order.train }
}

/** Any beginning of the order is stratified, so a short part of it has enough of each class. */
async function pick(path: string, side: number, order: readonly number[], classes: number, perClass: number, most: number): Promise<{ label: number; png: Buffer }[]> {
  const wanted = Math.min(most, classes * perClass)
  const counts = new Map<number, number>()
  const taken: { label: number; png: Buffer }[] = []
  const file = await open(path, 'r')
  try {
    // Small classes come late in the order; they are not searched for through all of it.
    for (const record of order.slice(0, 20 * wanted)) {
      if (taken.length === wanted) break
      const bytes = Buffer.alloc(recordBytes(side))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, record * bytes.length)
      if (bytesRead !== bytes.length) throw new Error(`record ${record} is missing`)
      const label = bytes.readUInt16LE(0)
      const count = counts.get(label) ?? 0
      if (count >= perClass) continue
      counts.set(label, count + 1)
      const small = shrink(bytes.subarray(labelBytes), side)
      taken.push({ label, png: encodePng(small.pixels, small.side) })
    }
  } finally {
    await file.close()
  }
  return taken.sort((a, b) => a.label - b.label)
}

/** Every n-th pixel, so that the picture is at most 64 pixels wide: it is looked at, not computed with. */
function shrink(pixels: Uint8Array, side: number): { pixels: Uint8Array; side: number } {
  const step = Math.ceil(side / largestSide)
  if (step === 1) return { pixels, side }
  const small = Math.floor(side / step)
  const kept = new Uint8Array(small * small * 3)
  for (let row = 0; row < small; row++) {
    for (let column = 0; column < small; column++) {
      const from = (row * step * side + column * step) * 3
      kept.set(pixels.subarray(from, from + 3), (row * small + column) * 3)
    }
  }
  return { pixels: kept, side: small }
}
