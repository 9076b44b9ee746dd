import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '../../../src-contract/domain/choices'
import { imageHeader, largestFileBytes, squareOf } from '../image-files/image-file'
import type { Format, SourceImage } from '../source'
import { entriesOf, isClutter, isFolder, walkFolder, type Walk } from './walk-folder'

const roleNames: ReadonlyMap<string, Role> = new Map([
  ['train', 'train'],
  ['val', 'valid'],
  ['valid', 'valid'],
  ['validation', 'valid'],
  ['test', 'test'],
])

/** One folder a class, or train/, val/ and test/ with one folder a class in each. Files deeper down belong to their class. */
export const classFolders: Format = {
  recognises: (folder) => subfolders(folder).length > 0,
  open: (folder) => {
    const top = subfolders(folder)
    const roleFolders = top.flatMap((name) => {
      const role = roleNames.get(name.toLowerCase())
      return role === undefined ? [] : [{ role, path: join(folder, name) }]
    })
    const parts = roleFolders.length > 0 ? roleFolders : [{ role: 'train' as const, path: folder }]
    const root = realpathSync(folder)
    const walk: Walk = { files: [], rejected: [], ignored: 0 }
    const classes = [...new Set(parts.flatMap(({ path }) => subfolders(path)))].sort()
    const warnings = caseTwins(classes)
    const images: SourceImage[] = []
    if (roleFolders.length > 0) walk.ignored += entriesOf(folder).length - roleFolders.length
    for (const { role, path } of parts) {
      walk.ignored += entriesOf(path).length - subfolders(path).length
      for (const name of subfolders(path)) {
        const inClass: Walk = { files: [], rejected: walk.rejected, ignored: 0 }
        walkFolder(join(path, name), root, inClass)
        walk.ignored += inClass.ignored
        if (inClass.files.length === 0) warnings.push(`Class "${name}" has no image in ${path}.`)
        for (const file of inClass.files) images.push(imageFile(file, role, classes.indexOf(name)))
      }
    }
    return { kind: 'class-folders', classes, images, rejected: walk.rejected, ignored: walk.ignored, warnings }
  },
}

function subfolders(folder: string): string[] {
  return entriesOf(folder).filter((name) => !isClutter(name) && !name.includes('\ufffd') && isFolder(join(folder, name)))
}

function imageFile(path: string, role: Role, label: number): SourceImage {
  const read = () => {
    const { size } = statSync(path)
    if (size > largestFileBytes) throw new Error(`the file has ${size} bytes; at most ${largestFileBytes} are read`)
    return readFileSync(path)
  }
  const sizeOf = () => {
    const header = imageHeader(read(), true)
    if (header === null) throw new Error('its header gives no size')
    return header
  }
  return { name: path, role, label, size: sizeOf, square: (side, note) => squareOf(read(), side, note) }
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
