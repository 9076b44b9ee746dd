import { systemErrorCode } from '../../../src-contract/errors'

/** An image or file that is left out; the message is the reason that the user reads beside its path. */
export class NotTaken extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.name = 'NotTaken'
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it was removed meanwhile',
  ENOTDIR: 'it was removed meanwhile',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EIO: 'the disk reports an error there',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'its path is too long for the system',
}

/** A failed file operation as a reason. Anything that is no failure of a file is passed on as it is. */
export function notTaken(error: unknown): NotTaken {
  if (error instanceof NotTaken) return error
  const code = systemErrorCode(error)
  if (code === undefined) throw error
  return new NotTaken(reasons[code] ?? `the system cannot read it (${code})`, error)
}

/** True for reasons that the disappearance of the whole folder would also give. */
export function mayBeGone(reason: NotTaken): boolean {
  return ['ENOENT', 'ENOTDIR', 'EIO', 'ESTALE', 'ENXIO', 'ENODEV'].includes(systemErrorCode(reason.cause) ?? '')
}
