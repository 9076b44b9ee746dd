/**
 * Every failure a user can meet is a StudioError: a code for scripts, a sentence for people, and the cause.
 * The category decides the exit code of the command line, so each code belongs to exactly one.
 */

/** Exit codes of the command line. `internal` is a defect of ours, never an expected failure. */
export const exitCodes = {
  done: 0,
  internal: 1,
  usage: 2,
  'bad-input': 3,
  'not-found': 4,
  'history-in-use': 5,
  'run-failed': 6,
  disk: 7,
  stopped: 130,
} as const

export type ErrorCategory = Exclude<keyof typeof exitCodes, 'done'>

/** Error codes, each with the category that gives its exit code. */
export const errorCodes = {
  // usage
  'unknown-option': 'usage',
  'bad-argument': 'usage',
  // bad input
  'dataset-unrecognised': 'bad-input',
  'dataset-empty': 'bad-input',
  'dataset-one-class': 'bad-input',
  'dataset-forbidden-source': 'bad-input',
  'dataset-too-small': 'bad-input',
  'dataset-changed': 'bad-input',
  'dataset-in-use': 'bad-input',
  'file-unreadable': 'bad-input',
  'idx-malformed': 'bad-input',
  'cifar-malformed': 'bad-input',
  'architecture-malformed': 'bad-input',
  'scores-malformed': 'bad-input',
  'space-unusable': 'bad-input',
  'space-malformed': 'bad-input',
  'study-malformed': 'bad-input',
  'study-differs': 'bad-input',
  'config-invalid': 'bad-input',
  'search-impossible': 'bad-input',
  'case-malformed': 'bad-input',
  'checkpoint-invalid': 'bad-input',
  'safetensors-malformed': 'bad-input',
  'history-newer': 'bad-input',
  'history-damaged': 'bad-input',
  'download-differs': 'bad-input',
  // not found
  'dataset-missing': 'not-found',
  'run-missing': 'not-found',
  'space-missing': 'not-found',
  'ranking-missing': 'not-found',
  'study-missing': 'not-found',
  'search-missing': 'not-found',
  'pip-missing': 'not-found',
  'file-missing': 'not-found',
  'checkpoint-missing': 'not-found',
  // ownership
  'history-in-use': 'history-in-use',
  // a run that could not go on
  'not-a-number': 'run-failed',
  'out-of-memory': 'run-failed',
  'image-unreadable': 'run-failed',
  'worker-died': 'run-failed',
  'study-incomplete': 'run-failed',
  'download-failed': 'run-failed',
  'gpu-runtime-unusable': 'run-failed',
  // disk
  'disk-full': 'disk',
  'disk-failed': 'disk',
  'permission-denied': 'disk',
  // stopped by the user
  stopped: 'stopped',
  // ours
  internal: 'internal',
} as const satisfies Record<string, ErrorCategory>

export type ErrorCode = keyof typeof errorCodes

/** What crosses a process border in place of an Error object. */
export interface ErrorData {
  readonly code: ErrorCode
  /** One sentence for the user: what is wrong, where (file, field or line), and what to do. */
  readonly message: string
  /** Technical cause, for the log; empty when there is none. */
  readonly cause: string
}

export class StudioError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StudioError'
    this.code = code
  }
}

export function exitCodeOf(code: ErrorCode): number {
  return exitCodes[errorCodes[code]]
}

/** Whether the work was stopped, by the user or because the application ends: no failure. */
export function isStop(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'stopped'
}

/** Anything thrown, as data. An error that is not ours is a defect and says so. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof StudioError) {
    return { code: error.code, message: error.message, cause: describeCause(error.cause) }
  }
  const code = diskErrorCode(error) ?? 'internal'
  return { code, message: error instanceof Error ? error.message : String(error), cause: describeCause(error) }
}

export function fromErrorData(data: ErrorData): StudioError {
  return new StudioError(data.code, data.message, data.cause === '' ? undefined : data.cause)
}

const diskErrors: ReadonlyMap<string | undefined, ErrorCode> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['EROFS', 'permission-denied'],
  ['EIO', 'disk-failed'],
])

/** What a system error says about the disk or the right to use it; undefined for any other error. */
export function diskErrorCode(error: unknown): ErrorCode | undefined {
  return diskErrors.get(systemErrorCode(error))
}

/** `code` of a Node system error such as ENOSPC, else undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}

function describeCause(cause: unknown): string {
  if (cause === undefined || cause === null) return ''
  if (cause instanceof Error) return cause.stack ?? cause.message
  return typeof cause === 'string' ? cause : JSON.stringify(cause)
}
