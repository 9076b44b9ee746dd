import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '../../../src-contract/domain/choices'
import { StudioError, systemErrorCode } from '../../../src-contract/errors'
import type { Pace } from '../pace'
import { reasonOf, Rejections } from '../rejections'
import type { Content, ImageReader, Listed, Source, SourceImage } from '../source'
import { SourceStamps } from '../source-stamps'
import { ByteStream } from './byte-stream'
import type { Entry } from './walk-folder'

const imagesMagic = 0x0803
const labelsMagic = 0x0801
/** A header that promises more is not believed. */
const largestBytes = 2 ** 30
const mostImages = 5_000_000
const imagesName = /images[-.]?idx3[-.]ubyte(\.gz)?$/i

interface Pair {
  readonly images: string
  readonly labels: string
  readonly role: Role
}

interface Dimensions {
  readonly count: number
  readonly height: number
  readonly width: number
}

/** MNIST's format: pairs of an images file and a labels file, big-endian headers, also gzipped. */
export function listIdx(folder: string, entries: readonly Entry[], pace: Pace): Promise<Listed | null> {
  const names = entries.map(({ name }) => name)
  const found = names.filter((name) => imagesName.test(name))
  if (found.length === 0) return Promise.resolve(null)
  // Where a file lies there both gzipped and not, the plain one is read.
  const pairs = found
    .filter((name) => !(name.endsWith('.gz') && found.includes(name.slice(0, -3))))
    .map((name): Pair => ({ images: name, labels: labelsOf(folder, name, names), role: /^(t10k|test)/i.test(name) ? 'test' : 'train' }))
  const stamps = new SourceStamps()
  for (const name of pairs.flatMap(({ images, labels }) => [images, labels])) {
    const { size, mtimeMs } = statSync(join(folder, name))
    stamps.add(name, size, mtimeMs)
  }
  return Promise.resolve({ stamps, open: () => openIdx(folder, pairs, names.length - 2 * pairs.length, stamps, pace) })
}

function labelsOf(folder: string, name: string, names: readonly string[]): string {
  const plain = name.replace(/\.gz$/i, '').replace(/images/i, 'labels').replace(/idx3/i, 'idx1')
  const found = names.find((candidate) => candidate === plain) ?? names.find((candidate) => candidate === `${plain}.gz`)
  if (found === undefined) throw new StudioError('idx-malformed', `${join(folder, name)} has no labels beside it: expected ${plain} or ${plain}.gz.`)
  return found
}

async function openIdx(folder: string, pairs: readonly Pair[], ignored: number, stamps: SourceStamps, pace: Pace): Promise<Source> {
  const images: SourceImage[] = []
  const dimensions = new Map<string, Dimensions>()
  let classes = 0
  for (const pair of pairs) {
    const path = join(folder, pair.images)
    const [count = 0, height = 0, width = 0] = await readHeader(path, imagesMagic, 3)
    const labels = await readLabels(join(folder, pair.labels), path, count)
    await checkLength(path, [count, height, width], pace)
    dimensions.set(path, { count, height, width })
    for (const [number, label] of labels.entries()) {
      images.push({ path, number, role: pair.role, label })
      classes = Math.max(classes, label + 1)
      await pace.step()
    }
  }
  const names = Array.from({ length: classes }, (_, i) => String(i))
  return { kind: 'idx', classes: names, images, rejected: new Rejections(), ignored, warnings: [], stamps, reader: () => new IdxReader(dimensions) }
}

/** The sizes that a header promises, checked before anything behind it is read. */
async function readHeader(path: string, magic: number, rank: number): Promise<number[]> {
  const length = 4 + 4 * rank
  const header = await withStream(path, (stream) => stream.take(length))
  const found = header.length < 4 ? 0 : header.readUInt32BE(0)
  if (found !== magic) throw malformed(path, `its magic number is 0x${hex(found)}, expected 0x${hex(magic)}`)
  if (header.length < length) throw malformed(path, `it has ${header.length} bytes and needs a header of ${length}`)
  const sides = Array.from({ length: rank }, (_, i) => header.readUInt32BE(4 + 4 * i))
  if (sides.includes(0)) throw malformed(path, `its dimensions ${sides.join(' x ')} hold no data`)
  if ((sides[0] ?? 0) > mostImages || product(sides) > largestBytes) {
    throw malformed(path, `its header promises ${product(sides)} bytes (${sides.join(' x ')}); at most ${mostImages} images and ${largestBytes} bytes are read`)
  }
  return sides
}

async function readLabels(path: string, imagesPath: string, images: number): Promise<Buffer> {
  const [count = 0] = await readHeader(path, labelsMagic, 1)
  if (count !== images) throw new StudioError('idx-malformed', `${path} has ${count} labels, but ${imagesPath} has ${images} images; they do not belong together.`)
  const header = 8
  const bytes = await withStream(path, async (stream) => {
    await stream.skip(header)
    return stream.take(count + 1)
  })
  if (bytes.length !== count) throw malformed(path, `its header promises ${count} bytes (${count}), it holds ${bytes.length > count ? 'more' : bytes.length}`)
  return bytes
}

/** Reads, and unpacks, one byte more than the header promises, and no further. */
async function checkLength(path: string, sides: readonly number[], pace: Pace): Promise<void> {
  const promised = product(sides)
  const header = 4 + 4 * sides.length
  const held = await withStream(path, async (stream) => {
    if (!stream.gzipped) return statSync(path).size - header
    await stream.skip(header)
    let read = 0
    for (let portion = 1; portion > 0 && read <= promised; ) {
      portion = await stream.skip(Math.min(1 << 20, promised + 1 - read))
      read += portion
      await pace.step(0)
    }
    return read
  })
  if (held === promised) return
  const words = held > promised && (await withStream(path, (stream) => stream.gzipped)) ? 'more; it is not unpacked any further' : String(held)
  throw malformed(path, `its header promises ${promised} bytes (${sides.join(' x ')}), it holds ${words}`)
}

/** Reads images one after another and stays where it is between them. */
class IdxReader implements ImageReader {
  private open: { readonly path: string; readonly stream: ByteStream } | null = null
  private next = 0

  constructor(private readonly dimensions: ReadonlyMap<string, Dimensions>) {}

  async load({ path, number }: SourceImage): Promise<Content> {
    const { height, width } = this.dimensions.get(path) ?? { height: 0, width: 0 }
    if (this.open?.path !== path) {
      this.close()
      this.open = { path, stream: new ByteStream(path) }
      this.next = 0
      await this.open.stream.skip(16)
    }
    const { stream } = this.open
    const wanted = number ?? 0
    if (wanted > this.next) await stream.skip((wanted - this.next) * height * width)
    this.next = wanted + 1
    const data = await stream.take(height * width)
    if (data.length !== height * width) throw new Error('the file became shorter while it was read')
    return { kind: 'pixels', pixels: { width, height, channels: 1, data } }
  }

  close(): void {
    this.open?.stream.close()
    this.open = null
  }
}

async function withStream<T>(path: string, work: (stream: ByteStream) => T | Promise<T>): Promise<T> {
  const stream = new ByteStream(path)
  try {
    return await work(stream)
  } catch (error) {
    // zlib's errors have codes of their own (Z_DATA_ERROR); a stop must get through.
    if (systemErrorCode(error)?.startsWith('Z_') !== true) throw error
    throw malformed(path, `it cannot be unpacked (${reasonOf(error)})`)
  } finally {
    stream.close()
  }
}

const malformed = (path: string, reason: string): StudioError => new StudioError('idx-malformed', `${path}: ${reason}.`)
const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1)
const hex = (value: number): string => value.toString(16).padStart(8, '0')
