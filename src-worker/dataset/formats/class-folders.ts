import { closeSync, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Role } from '../../../src-contract/domain/choices'
import { StudioError, systemErrorCode } from '../../../src-contract/errors'
import { largestFileBytes } from '../image-files/image-file'
import type { Pace } from '../pace'
import { Rejections } from '../rejections'
import type { ImageReader, Listed, SourceImage } from '../source'
import { SourceStamps } from '../source-stamps'
import { entriesOf, isClutter, subfolders, walkFolder, type Entry } from './walk-folder'

const roleNames: ReadonlyMap<string, Role> = new Map([
  ['train', 'train'],
  ['val', 'valid'],
  ['valid', 'valid'],
  ['validation', 'valid'],
  ['test', 'test'],
])

/** Labels are stored in 16 bits. */
const mostClasses = 65_536

/** One folder a class, or train/, val/ and test/ with one folder a class in each. Files deeper down belong to their class. */
export async function listClassFolders(folder: string, entries: readonly Entry[], pace: Pace): Promise<Listed | null> {
  const top = subfolders(folder, entries)
  if (top.length === 0) return null
  const named = top.flatMap((name) => {
    const role = roleNames.get(name.toLowerCase())
    return role === undefined ? [] : [{ role, path: join(folder, name) }]
  })
  // A class may be called "train": beside other classes it is a role only where there are classes inside.
  const areRoles = named.length === top.length || named.some(({ path }) => holdsFolder(path))
  const roleFolders = areRoles ? named : []
  const rejected = new Rejections()
  const stamps = new SourceStamps()
  let ignored = roleFolders.length > 0 ? entries.length - roleFolders.length : 0
  const parts: { role: Role; path: string; names: string[] }[] = []
  for (const { role, path } of roleFolders.length > 0 ? roleFolders : [{ role: 'train' as const, path: folder }]) {
    const inside = path === folder ? entries : await entriesOf(path, pace)
    const names = subfolders(path, inside)
    ignored += inside.length - names.length
    parts.push({ role, path, names })
  }
  const classes = [...new Set(parts.flatMap(({ names }) => names))].sort()
  if (classes.length > mostClasses) throw new StudioError('dataset-unrecognised', `${folder} has ${classes.length} class folders; at most ${mostClasses} are possible.`)
  const labels = new Map(classes.map((name, label) => [name, label]))
  const warnings = caseTwins(classes)
  const images: SourceImage[] = []
  const root = realpathSync(folder)
  for (const { role, path, names } of parts) {
    for (const name of names) {
      const before = images.length
      const sink = {
        file: (file: string, { size, mtimeMs }: { size: number; mtimeMs: number }) => {
          stamps.add(relative(folder, file), size, mtimeMs)
          images.push({ path: file, number: null, role, label: labels.get(name) ?? 0 })
        },
        reject: (file: string, reason: string) => rejected.add(file, reason),
        ignore: () => {
          ignored += 1
        },
      }
      await walkFolder(join(path, name), root, sink, pace)
      if (images.length === before) warnings.push(`Class "${name}" has no image in ${path}.`)
    }
  }
  return { stamps, open: () => Promise.resolve({ kind: 'class-folders', classes, images, rejected, ignored, warnings, stamps, reader: () => fileReader }) }
}

const fileReader: ImageReader = { load: ({ path }) => ({ kind: 'file', bytes: wholeFile(path) }), close: () => undefined }

/** Content of an image file; throws where there is too much of it. */
export function wholeFile(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > largestFileBytes) throw new Error(`the file has ${size} bytes; at most ${largestFileBytes} are read`)
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** Also true of a folder that cannot be looked into: whoever reads it says so. */
function holdsFolder(path: string): boolean {
  try {
    return readdirSync(path, { withFileTypes: true }).some((entry) => entry.isDirectory() && !isClutter(entry.name))
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    return true
  }
}

function caseTwins(classes: readonly string[]): string[] {
  const seen = new Map<string, string>()
  return classes.flatMap((name) => {
    const key = name.normalize('NFC').toLowerCase()
    const twin = seen.get(key)
    seen.set(key, name)
    return twin === undefined ? [] : [`Classes "${twin}" and "${name}" differ only in letter case or Unicode form; they are kept apart.`]
  })
}
