/** Small JSON files of ours that were damaged: the defaults, the file kept aside, one sentence. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { appSettings } from '../../../src-contract/domain/app-settings'
import { openJsonFile } from '../../../src-main/system/json-file'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supernet-studio-json-'))
  path = join(folder, 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const defaults = v.parse(appSettings, {})

const broken: Readonly<Record<string, string | Buffer>> = {
  empty: '',
  'white space': ' \n\t ',
  'cut off': '{"theme": "dark", "thre',
  'cut off in a string': '{"theme": "da',
  'two objects': '{"theme":"dark"}{"theme":"light"}',
  'trailing comma': '{"theme":"dark",}',
  comment: '{"theme":"dark"} // mine',
  'single quotes': "{'theme':'dark'}",
  'no quotes': '{theme: dark}',
  'a list': '["dark"]',
  'a number': '42',
  'a string': '"dark"',
  null: 'null',
  'a theme that is none': '{"theme":"sepia"}',
  'a theme of another type': '{"theme":3}',
  'threads below the limit': '{"threads":0}',
  'threads above the limit': '{"threads":1000000}',
  'half a thread': '{"threads":1.5}',
  'threads as text': '{"threads":"4"}',
  'minutes of zero': '{"checkpointMinutes":0}',
  'minutes without an end': '{"checkpointMinutes":1e999}',
  'minutes below zero': '{"checkpointMinutes":-10}',
  'minutes null': '{"checkpointMinutes":null}',
  'a switch as text': '{"notifyAtEnd":"yes"}',
  'zero bytes': Buffer.alloc(300),
  'a picture': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'a byte-order mark of another encoding': Buffer.from('\ufeff{"theme":"dark"}', 'utf16le'),
  'not UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
  'very deep': '['.repeat(100_000),
  NaN: '{"threads":NaN}',
}

describe('30 broken files', () => {
  test('are 30', () => {
    expect(Object.keys(broken)).toHaveLength(30)
  })
  test.each(Object.entries(broken))('%s', (_what, content) => {
    writeFileSync(path, content)
    const file = openJsonFile(path, appSettings)
    expect(file.value).toEqual(defaults)
    expect(file.problem).toMatch(/is damaged .*: defaults are used, and the file is kept as .*\.bad\.$/s)
    expect(readFileSync(`${path}.bad`)).toEqual(Buffer.from(content))
    expect(existsSync(path)).toBe(false)
    file.write({ ...defaults, theme: 'dark' })
    expect(openJsonFile(path, appSettings)).toMatchObject({ value: { theme: 'dark' }, problem: null })
  })
})

test('a new file and one of an older version are no problem', () => {
  expect(openJsonFile(path, appSettings)).toMatchObject({ value: defaults, problem: null })
  writeFileSync(path, '{"theme":"dark","gone since":1}')
  expect(openJsonFile(path, appSettings)).toMatchObject({ value: { ...defaults, theme: 'dark' }, problem: null })
})

test('a folder in its place is told, and a change fails by name', () => {
  mkdirSync(path)
  const file = openJsonFile(path, appSettings)
  expect(file.value).toEqual(defaults)
  expect(file.problem).toContain('cannot be read')
  expect(() => file.write(defaults)).toThrow(path)
})

test('a damaged file that cannot be set aside stays', () => {
  writeFileSync(path, '{')
  mkdirSync(join(`${path}.bad`, 'in the way'), { recursive: true })
  const file = openJsonFile(path, appSettings)
  expect(file.value).toEqual(defaults)
  expect(file.problem).toContain('stays until the next change')
  expect(readFileSync(path, 'utf8')).toBe('{')
})

test.skipIf(process.getuid?.() === 0)('a file that must not be read is told and stays', () => {
  writeFileSync(path, '{}')
  chmodSync(path, 0)
  expect(openJsonFile(path, appSettings).problem).toContain('cannot be read')
  expect(readdirSync(folder)).toEqual(['settings.json'])
})
