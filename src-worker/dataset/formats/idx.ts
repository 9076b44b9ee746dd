import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Role } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import { pixelsToSquare } from '../../tensor/images'
import type { Format, Source, SourceImage } from '../source'
import { entriesOf, reasonOf } from './walk-folder'

const imagesMagic = 0x0803
const labelsMagic = 0x0801
/** An unpacked file above this is taken for a decompression bomb. */
const largestBytes = 2 ** 30
const imagesName = /images[-.]?idx3[-.]ubyte(\.gz)?$/i

/** MNIST's format: pairs of an images file and a labels file, big-endian headers, also gzipped. */
export const idx: Format = {
  recognises: (folder) => entriesOf(folder).some((name) => imagesName.test(name)),
  open: (folder) => openIdx(folder),
}

function openIdx(folder: string): Source {
  const names = entriesOf(folder)
  const images: SourceImage[] = []
  let used = 0
  const found = names.filter((name) => imagesName.test(name))
  // Where a file lies there both gzipped and not, the plain one is read.
  for (const name of found.filter((candidate) => !(candidate.endsWith('.gz') && found.includes(candidate.slice(0, -3))))) {
    const labelsPattern = name.replace(/\.gz$/i, '').replace(/images/i, 'labels').replace(/idx3/i, 'idx1')
    const labelsName = names.find((candidate) => candidate === labelsPattern) ?? names.find((candidate) => candidate === `${labelsPattern}.gz`)
    if (labelsName === undefined) throw new StudioError('idx-malformed', `${join(folder, name)} has no labels beside it: expected ${labelsPattern} or ${labelsPattern}.gz.`)
    const role: Role = /^(t10k|test)/i.test(name) ? 'test' : 'train'
    images.push(...readPair(join(folder, name), join(folder, labelsName), role))
    used += 2
  }
  const classes = 1 + images.reduce((largest, { label }) => Math.max(largest, label), 0)
  return {
    kind: 'idx',
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    images,
    rejected: [],
    ignored: names.length - used,
    warnings: [],
  }
}

function readPair(imagesPath: string, labelsPath: string, role: Role): SourceImage[] {
  const { data, dims } = readIdx(imagesPath, imagesMagic, 3)
  const labels = readIdx(labelsPath, labelsMagic, 1)
  const [count = 0, height = 0, width = 0] = dims
  if (labels.dims[0] !== count) {
    throw new StudioError('idx-malformed', `${labelsPath} has ${labels.dims[0] ?? 0} labels, but ${imagesPath} has ${count} images; they do not belong together.`)
  }
  return Array.from({ length: count }, (_, number) => ({
    name: `${imagesPath}, image ${number}`,
    role,
    label: labels.data[number] ?? 0,
    size: () => ({ width, height }),
    square: (side) => pixelsToSquare({ width, height, channels: 1, data: data.subarray(number * width * height, (number + 1) * width * height) }, side),
  }))
}

function readIdx(path: string, magic: number, rank: number): { data: Buffer; dims: number[] } {
  const fail = (reason: string): never => {
    throw new StudioError('idx-malformed', `${path}: ${reason}.`)
  }
  let bytes = readFileSync(path)
  if (bytes.length > 2 && bytes.readUInt16BE(0) === 0x1f8b) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: largestBytes })
    } catch (error) {
      return fail(`it cannot be unpacked (${reasonOf(error)})`)
    }
  }
  const header = 4 + 4 * rank
  const found = bytes.length < 4 ? 0 : bytes.readUInt32BE(0)
  if (found !== magic) return fail(`its magic number is 0x${found.toString(16).padStart(8, '0')}, expected 0x${magic.toString(16).padStart(8, '0')}`)
  if (bytes.length < header) return fail(`it has ${bytes.length} bytes and needs a header of ${header}`)
  const dims = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i))
  if (dims.includes(0)) return fail(`its dimensions ${dims.join(' x ')} hold no data`)
  const size = dims.reduce((product, side) => product * side, 1)
  if (!Number.isSafeInteger(size) || size !== bytes.length - header) return fail(`its header promises ${size} bytes (${dims.join(' x ')}), it holds ${bytes.length - header}`)
  return { data: bytes.subarray(header), dims }
}
