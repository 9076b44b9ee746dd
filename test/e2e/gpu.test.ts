/** `studio gpu` as a user meets it: its answers, exit codes and JSON, without fetching anything. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { CliProcess, studio, temporaryHome } from '../helpers/cli'
import { putFakePython } from '../helpers/fake-python'

const home = temporaryHome()
const programs = temporaryHome()
const path = process.env['PATH'] ?? ''
afterEach(() => {
  process.env['PATH'] = path
  delete process.env['PIP_NO_INDEX']
})
afterAll(() => {
  home.remove()
  programs.remove()
})

const gpu = (...args: string[]) => studio(...args, '--home', home.path, '--json')
const pip = (kind: 'none' | 'slow'): void => {
  process.env['PATH'] = `${putFakePython(programs.path, kind)}:${path}`
}
const folder = join(home.path, 'runtime/gpu')

test('status says what there is and why no GPU is used', async () => {
  const { code, result } = await gpu('gpu', 'status')
  expect(code).toBe(0)
  expect(result).toMatchObject({ state: 'absent', check: null, versions: { tensorflow: '2.20.0', minimumDriver: '525.60.13' }, reason: { what: expect.any(String) as string } })
  expect(result['missingBytes']).toBe(result['downloadBytes'])
  // Nothing is made by looking.
  expect(existsSync(folder)).toBe(false)
})

test('switched off, that is the reason everywhere', async () => {
  expect((await gpu('settings', 'set', 'gpu', 'fast')).stderr).toMatch(/gpu: is auto, off, or the UUID of a card.*"fast" was given/)
  expect((await gpu('settings', 'set', 'gpu', 'off')).code).toBe(0)
  expect((await gpu('gpu', 'status')).result).toMatchObject({ reason: { code: 'disabled' } })
  const { code, result } = await gpu('doctor')
  expect(code).toBe(0)
  expect(result['parts']).toContainEqual(expect.objectContaining({ name: 'gpu', ok: true, reason: expect.stringContaining('switched off') as string }))
  expect((await gpu('settings', 'set', 'gpu', 'auto')).result).toMatchObject({ settings: { gpu: 'auto' } })
})

test('without pip the sentence says what to install', async () => {
  pip('none')
  const { code, stderr } = await gpu('gpu', 'install')
  expect(code).toBe(4)
  expect(stderr).toMatch(/^error \[pip-missing\]: .*sudo apt install python3-pip/)
})

test('a registry that does not have them is told with the words of pip', async () => {
  process.env['PIP_NO_INDEX'] = '1'
  const { code, stderr } = await gpu('gpu', 'install')
  expect(code).toBe(6)
  expect(stderr).toMatch(/^error \[download-failed\]: pip could not fetch tensorflow 2\.20\.0/)
})

test('Ctrl-C stops a download, and nothing unfinished stays', async () => {
  pip('slow')
  const install = new CliProcess(['gpu', 'install', '--home', home.path, '--json'])
  await install.line((line) => line['event'] === 'progress' && line['phase'] === 'Downloading' && Number(line['done']) >= 40)
  install.signalGroup('SIGINT')
  const { code, stderr } = await install.ended
  expect(code).toBe(130)
  expect(stderr).toContain('what is fetched stays')
  expect(readdirSync(folder)).toEqual([])
})

test('remove frees what is there, also where it is only a part', async () => {
  const { result } = await gpu('gpu', 'remove')
  expect(result).toEqual({ freedBytes: 0 })
  const { result: status } = await gpu('gpu', 'status')
  expect(status['state']).toBe('absent')
  mkdirSync(join(folder, 'wheels'), { recursive: true })
  writeFileSync(join(folder, 'wheels/x.whl'), 'x'.repeat(900))
  expect((await gpu('gpu', 'status')).result).toMatchObject({ state: 'partial' })
  expect((await gpu('gpu', 'remove')).result).toEqual({ freedBytes: 900 })
})
