import { readFileSync } from 'node:fs'
import { StudioError, systemErrorCode } from '../../src-contract/errors'

/**
 * A file that the user names, as text. Throws 'file-missing' or 'file-unreadable'.
 * @param otherwise goes on after "There is no file …": what else could have been meant
 */
export function readText(path: string, otherwise = ''): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw new StudioError('file-missing', `There is no file ${path}${otherwise}.`, error)
    throw new StudioError('file-unreadable', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, error)
  }
}
