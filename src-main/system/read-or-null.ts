import { readFileSync } from 'node:fs'
import { systemErrorCode } from '../../src-contract/errors'
import { diskError } from './disk-error'

/** Null where the file, or the process that it is of, is not there or not ours to read. */
export function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null
    throw diskError(error, `${path} cannot be read`)
  }
}
