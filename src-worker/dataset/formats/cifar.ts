import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Role } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import { pixelsToSquare } from '../../tensor/images'
import type { Format, Source, SourceImage } from '../source'
import { cifar10Classes } from './cifar-names'
import { entriesOf } from './walk-folder'

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
export const cifar10 = cifarFormat({ kind: 'cifar-10', labelBytes: 1, classes: 10, files: /^(data_batch_\d+|test_batch)\.bin$/, namesFile: 'batches.meta.txt', expectedFiles: 6 })
export const cifar100 = cifarFormat({ kind: 'cifar-100', labelBytes: 2, classes: 100, files: /^(train|test)\.bin$/, namesFile: 'fine_label_names.txt', expectedFiles: 2 })

/** The Python version holds pickles, which are never opened. */
export function refusePickles(folder: string): void {
  const pickle = entriesOf(folder).find((name) => /^(data_batch_\d|test_batch|batches\.meta|meta)$/.test(name) || /\.(pkl|pickle|pt|pth|h5)$/.test(name))
  if (pickle !== undefined) {
    throw new StudioError('cifar-malformed', `${join(folder, pickle)} is a Python pickle, which can run code and is never opened. Use the binary version of the data set.`)
  }
}

function cifarFormat(variant: Variant): Format {
  return {
    recognises: (folder) => entriesOf(folder).some((name) => variant.files.test(name)),
    open: (folder) => openCifar(folder, variant),
  }
}

function openCifar(folder: string, variant: Variant): Source {
  const files = entriesOf(folder).filter((name) => variant.files.test(name))
  const record = variant.labelBytes + 3 * plane
  const warnings = files.length < variant.expectedFiles ? [`${files.length} of ${variant.expectedFiles} files are there: ${files.join(', ')}.`] : []
  const images: SourceImage[] = []
  for (const name of files) {
    const path = join(folder, name)
    const { size } = statSync(path)
    if (size === 0 || size % record !== 0) {
      throw new StudioError('cifar-malformed', `${path} has ${size} bytes, which is no multiple of the ${record} bytes of a ${variant.kind} record. Download it again, or check that it is the binary version.`)
    }
    const role: Role = name.startsWith('test') ? 'test' : 'train'
    readLabels(path, size / record, record, variant).forEach((label, number) => images.push(cifarImage(path, number, role, label, record, variant)))
  }
  const { classes, warning } = classNames(folder, variant)
  if (warning !== null) warnings.push(warning)
  return { kind: variant.kind, classes, images, rejected: [], ignored: entriesOf(folder).length - files.length, warnings }
}

function readLabels(path: string, records: number, record: number, variant: Variant): number[] {
  const bytes = readFileSync(path)
  return Array.from({ length: records }, (_, number) => {
    const label = bytes[number * record + variant.labelBytes - 1] ?? 255
    if (label >= variant.classes) throw new StudioError('cifar-malformed', `${path}, record ${number}: label ${label} is not below ${variant.classes}. Is this really the binary version of ${variant.kind}?`)
    return label
  })
}

function cifarImage(path: string, number: number, role: Role, label: number, record: number, variant: Variant): SourceImage {
  return {
    name: `${path}, record ${number}`,
    role,
    label,
    size: () => ({ width: side, height: side }),
    square: (wanted) => {
      const bytes = Buffer.alloc(3 * plane)
      const file = openSync(path, 'r')
      try {
        const read = readSync(file, bytes, 0, bytes.length, number * record + variant.labelBytes)
        if (read !== bytes.length) throw new Error('the file became shorter while it was read')
      } finally {
        closeSync(file)
      }
      const pixels = new Uint8Array(3 * plane)
      for (let at = 0; at < plane; at++) for (let channel = 0; channel < 3; channel++) pixels[at * 3 + channel] = bytes[channel * plane + at] ?? 0
      return pixelsToSquare({ width: side, height: side, channels: 3, data: pixels }, wanted)
    },
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
