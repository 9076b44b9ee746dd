import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultHome } from '../system/home-folder'

export interface WindowArguments {
  readonly home: string
  /** Whole paths of what is to be opened: files of search spaces, folders of images. */
  readonly files: readonly string[]
}

/** `[--home FOLDER] [FILE ...]`; other options on its command line are not the window's business. `folder`: where it was started. */
export function windowArguments(args: readonly string[], folder: string): WindowArguments {
  const { values, positionals } = parseArgs({ args: [...args], options: { home: { type: 'string' } }, strict: false, allowPositionals: true })
  return {
    home: typeof values.home === 'string' ? values.home : defaultHome(),
    files: positionals.map((path) => resolve(folder, path)),
  }
}
