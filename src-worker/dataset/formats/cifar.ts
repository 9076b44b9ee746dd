import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Role } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import type { Pace } from '../pace'
import { Rejections } from '../rejections'
import type { ImageReader, Listed, Source, SourceImage } from '../source'
import { SourceStamps } from '../source-stamps'
import { cifar10Classes } from './cifar-names'
import type { Entry } from './walk-folder'

const side = 32
const plane = side * side

interface Variant {
  readonly kind: 'cifar-10' | 'cifar-100'
  /** Bytes of labels before the pixels; the last one is used. */
  readonly labelBytes: number
  readonly classes: number
  readonly files: RegExp
  readonly namesFile: string
  readonly expectedFiles: number
}

/** The binary versions: records of label bytes and three planes of 32 x 32 bytes, red, green, blue. */
export const listCifar10 = lister({ kind: 'cifar-10', labelBytes: 1, classes: 10, files: /^(data_batch_\d+|test_batch)\.bin$/, namesFile: 'batches.meta.txt', expectedFiles: 6 })
export const listCifar100 = lister({ kind: 'cifar-100', labelBytes: 2, classes: 100, files: /^(train|test)\.bin$/, namesFile: 'fine_label_names.txt', expectedFiles: 2 })

/** The Python version holds pickles, which are never opened. */
export function refusePickles(folder: string, entries: readonly Entry[]): void {
  // A class may be called "meta".
  const pickle = entries.find(({ name, kind }) => kind !== 'folder' && (/^(data_batch_\d|test_batch|batches\.meta|meta)$/.test(name) || /\.(pkl|pickle|pt|pth|h5)$/.test(name)))
  if (pickle !== undefined) {
    throw new StudioError('cifar-malformed', `${join(folder, pickle.name)} is a Python pickle, which can run code and is never opened. Use the binary version of the data set.`)
  }
}

function lister(variant: Variant): (folder: string, entries: readonly Entry[], pace: Pace) => Promise<Listed | null> {
  return (folder, entries, pace) => {
    const files = entries.filter(({ name, kind }) => variant.files.test(name) && (kind === 'file' || kind === 'link')).map(({ name }) => name)
    if (files.length === 0) return Promise.resolve(null)
    const stamps = new SourceStamps()
    for (const name of files) {
      const { size, mtimeMs } = statSync(join(folder, name))
      stamps.add(name, size, mtimeMs)
    }
    return Promise.resolve({ stamps, open: () => openCifar(folder, files, entries.length - files.length, variant, stamps, pace) })
  }
}

async function openCifar(folder: string, files: readonly string[], ignored: number, variant: Variant, stamps: SourceStamps, pace: Pace): Promise<Source> {
  const record = variant.labelBytes + 3 * plane
  const warnings = files.length < variant.expectedFiles ? [`${files.length} of ${variant.expectedFiles} files are there: ${files.join(', ')}.`] : []
  const images: SourceImage[] = []
  for (const name of files) {
    const path = join(folder, name)
    const role: Role = name.startsWith('test') ? 'test' : 'train'
    const labels = readLabels(path, record, variant)
    labels.forEach((label, number) => images.push({ path, number, role, label }))
    await pace.step(labels.length)
  }
  const { classes, warning } = classNames(folder, variant)
  if (warning !== null) warnings.push(warning)
  return { kind: variant.kind, classes, images, rejected: new Rejections(), ignored, warnings, stamps, reader: () => new CifarReader(record, variant.labelBytes) }
}

function readLabels(path: string, record: number, variant: Variant): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size === 0 || size % record !== 0) {
      throw new StudioError('cifar-malformed', `${path} has ${size} bytes, which is no multiple of the ${record} bytes of a ${variant.kind} record. Download it again, or check that it is the binary version.`)
    }
    const labels = new Uint8Array(size / record)
    for (let number = 0; number < labels.length; number++) {
      readSync(file, labels, number, 1, number * record + variant.labelBytes - 1)
      const label = labels[number] ?? 0
      if (label >= variant.classes) throw new StudioError('cifar-malformed', `${path}, record ${number}: label ${label} is not below ${variant.classes}. Is this really the binary version of ${variant.kind}?`)
    }
    return labels
  } finally {
    closeSync(file)
  }
}

/** Keeps the file open that is being read. */
class CifarReader implements ImageReader {
  private open: { readonly path: string; readonly file: number } | null = null
  private readonly planes = Buffer.alloc(3 * plane)

  constructor(
    private readonly record: number,
    private readonly labelBytes: number,
  ) {}

  load({ path, number }: SourceImage) {
    if (this.open?.path !== path) {
      this.close()
      this.open = { path, file: openSync(path, 'r') }
    }
    const read = readSync(this.open.file, this.planes, 0, this.planes.length, (number ?? 0) * this.record + this.labelBytes)
    if (read !== this.planes.length) throw new Error('the file became shorter while it was read')
    const data = new Uint8Array(3 * plane)
    for (let at = 0; at < plane; at++) for (let channel = 0; channel < 3; channel++) data[at * 3 + channel] = this.planes[channel * plane + at] ?? 0
    return { kind: 'pixels', pixels: { width: side, height: side, channels: 3, data } } as const
  }

  close(): void {
    if (this.open !== null) closeSync(this.open.file)
    this.open = null
  }
}

function classNames(folder: string, variant: Variant): { classes: string[]; warning: string | null } {
  const builtIn = variant.kind === 'cifar-10' ? [...cifar10Classes] : Array.from({ length: variant.classes }, (_, i) => `class ${i}`)
  const path = join(folder, variant.namesFile)
  if (!existsSync(path)) return { classes: builtIn, warning: null }
  const names = readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '')
  if (names.length === variant.classes) return { classes: names, warning: null }
  return { classes: builtIn, warning: `${basename(path)} has ${names.length} names instead of ${variant.classes}; it is not used.` }
}
