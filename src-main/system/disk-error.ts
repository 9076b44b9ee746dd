import { diskErrorCode, StudioError, systemErrorCode, type ErrorCode } from '../../src-contract/errors'

const advice: Partial<Readonly<Record<ErrorCode, string>>> = {
  'disk-full': 'The disk is full: free some space and try again.',
  'permission-denied': 'Give this user the right to read and write there, or choose another folder with --home.',
  'file-missing': 'It, or the folder that it should lie in, is not there.',
  'disk-failed': 'The disk reported an error: check it before going on.',
}

/** A failure of a file operation as a StudioError; `what` is a clause such as "The folder /x cannot be made". */
export function diskError(error: unknown, what: string): StudioError {
  if (error instanceof StudioError) return error
  const system = systemErrorCode(error)
  if (system === undefined) return new StudioError('internal', `${what}.`, error)
  const code = diskErrorCode(error) ?? (system === 'ENOENT' ? 'file-missing' : 'disk-failed')
  return new StudioError(code, `${what}. ${advice[code] ?? ''}`.trim(), error)
}
