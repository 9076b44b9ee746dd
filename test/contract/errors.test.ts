import { describe, expect, it } from 'vitest'
import { errorCodes, exitCodeOf, exitCodes, fromErrorData, StudioError, systemErrorCode, toErrorData, type ErrorCode } from '../../src-contract/errors'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it failed`), { code })
}

describe('exit codes', () => {
  it('are those of the documentation', () => {
    expect(exitCodes).toEqual({
      done: 0, internal: 1, usage: 2, 'bad-input': 3, 'not-found': 4, 'history-in-use': 5, 'run-failed': 6, disk: 7, stopped: 130,
    })
    for (const code of Object.keys(errorCodes) as ErrorCode[]) expect(exitCodeOf(code)).toBeGreaterThan(0)
  })
})

describe('errors as data', () => {
  it('cross a process border with code, sentence and cause', () => {
    const data = toErrorData(new StudioError('dataset-empty', 'The folder holds no image.', new Error('readdir gave nothing')))
    expect(data).toMatchObject({ code: 'dataset-empty', message: 'The folder holds no image.' })
    expect(data.cause).toContain('readdir gave nothing')
    const back = fromErrorData(JSON.parse(JSON.stringify(data)) as typeof data)
    expect(back).toBeInstanceOf(StudioError)
    expect(toErrorData(back)).toEqual(data)
    expect(toErrorData(fromErrorData({ code: 'stopped', message: 'Stopped.', cause: '' })).cause).toBe('')
  })

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'disk-failed'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['EROFS', 'permission-denied'],
    ['ENOTDIR', 'internal'],
  ])('system error %s is %s', (system, code) => {
    expect(toErrorData(systemError(system)).code).toBe(code)
    expect(systemErrorCode(systemError(system))).toBe(system)
  })

  it('anything else is a defect of ours, whatever was thrown', () => {
    expect(toErrorData(new TypeError('x is not a function'))).toMatchObject({ code: 'internal', message: 'x is not a function' })
    expect(toErrorData('text')).toMatchObject({ code: 'internal', message: 'text' })
    expect(toErrorData(undefined).code).toBe('internal')
    expect(systemErrorCode('text')).toBeUndefined()
  })
})
