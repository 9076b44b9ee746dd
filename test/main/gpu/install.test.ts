/** Fetching through the real pip, from a registry of this test that hands out small wheels as slowly as it likes. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GpuCheck } from '../../../src-contract/domain/gpu'
import { StudioError } from '../../../src-contract/errors'
import type { Progress } from '../../../src-contract/progress'
import { GpuDevices } from '../../../src-main/gpu/devices'
import type { GpuFacts } from '../../../src-main/gpu/facts'
import { installRuntime } from '../../../src-main/gpu/install'
import { removeRuntime } from '../../../src-main/gpu/runtime'
import { RuntimeFolder } from '../../../src-main/gpu/runtime-folder'
import type { Wheel, WheelList } from '../../../src-main/gpu/wheels'

vi.mock('electron', async () => {
  // Asked as soon as it is imported, before this file's own imports are done.
  const { root } = await import('../../helpers/cli')
  return { app: { isPackaged: false, getAppPath: () => root } }
})

const shop = mkdtempSync(join(tmpdir(), 'gpu-shop-'))
let server: Server
let list: WheelList
/** Wheels whose last byte is held back, and what was asked for. */
const held = new Set<string>()
const asked: string[] = []
const environment = { ...process.env }

beforeAll(async () => {
  const wheels = [makeWheel('tiny-tensorflow', { 'tensorflow/libtensorflow_cc.so.2': 'cc', 'tensorflow/python/big.py': 'not taken' }), makeWheel('tiny-cudnn', { 'nvidia/cudnn/lib/libcudnn.so.9': 'cudnn', 'nvidia/cudnn/include/cudnn.h': 'not taken' })]
  list = { tensorflow: '2.20.0', cuda: '12.5', cudnn: '9.3', minimumDriver: '525.60.13', wheels }
  server = createServer((request, response) => {
    const name = (request.url ?? '').split('/').filter((part) => part !== '').at(-1) ?? ''
    const wheel = wheels.find(({ file }) => file === name)
    if (wheel === undefined) {
      const file = wheels.find((each) => each.name === name)?.file
      response.setHeader('content-type', 'text/html').end(file === undefined ? '' : `<a href="/files/${file}">${file}</a>`)
      return
    }
    asked.push(wheel.name)
    const bytes = readFileSync(join(shop, name))
    response.setHeader('content-length', bytes.length)
    if (held.has(wheel.name)) response.write(bytes.subarray(0, bytes.length - 1))
    else response.end(bytes)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  Object.assign(process.env, { PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`, PIP_CONFIG_FILE: '/dev/null' })
  delete process.env['PIP_FIND_LINKS']
  delete process.env['PIP_EXTRA_INDEX_URL']
})
afterAll(() => {
  process.env = environment
  server.closeAllConnections()
  server.close()
  rmSync(shop, { recursive: true })
})

let runtime: string
let folder: RuntimeFolder
const progress: Progress[] = []
beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), 'gpu-runtime-'))
  folder = new RuntimeFolder({ runtime }, list)
  asked.length = 0
  progress.length = 0
  held.clear()
})
afterEach(() => {
  process.env['PATH'] = environment['PATH']
  rmSync(runtime, { recursive: true })
})

const check: GpuCheck = { at: '2026-01-01T00:00:00.000Z', onGpu: false, cases: 2, passed: 2, failed: 0 }
const install = (options: { signal?: AbortSignal; free?: number; list?: WheelList; check?: () => Promise<GpuCheck> } = {}): Promise<GpuCheck> =>
  installRuntime({
    folder: options.list === undefined ? folder : new RuntimeFolder({ runtime }, options.list),
    check: options.check ?? (() => Promise.resolve(check)),
    progress: (each) => progress.push(each),
    signal: options.signal ?? new AbortController().signal,
    ...(options.free === undefined ? {} : { free: () => options.free ?? 0 }),
  })
const failure = async (work: Promise<unknown>): Promise<StudioError> => {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof StudioError)) throw new Error(`Expected a StudioError, not ${String(error)}`)
  return error
}
const wheelsThere = (): string[] => (existsSync(folder.wheels) ? readdirSync(folder.wheels) : [])

const cards = [{ uuid: 'GPU-aaaaaaaa', name: 'A' }, { uuid: 'GPU-bbbbbbbb', name: 'B' }]
const facts: GpuFacts = { pciCards: 2, wsl: false, driver: '550.1', nouveau: false, libcuda: true, cards, deviceFiles: 'usable', visible: null }
const devicesOf = (gpu: string, change: Partial<GpuFacts> = {}) => new GpuDevices({ runtime }, () => ({ gpu }), () => ({ ...facts, ...change }), list)

describe('an installation', () => {
  it('fetches, unpacks what is needed, checks, and frees the wheels', async () => {
    expect(folder.facts()).toEqual({ state: 'absent', problem: '', checked: false })
    expect(await install()).toEqual(check)
    expect(folder.facts()).toEqual({ state: 'installed', problem: '', checked: true })
    expect(readFileSync(join(folder.installed, 'nvidia/cudnn/lib/libcudnn.so.9'), 'utf8')).toBe('cudnn')
    expect(existsSync(join(folder.installed, 'tensorflow/python'))).toBe(false)
    expect(existsSync(join(folder.installed, 'nvidia/cudnn/include'))).toBe(false)
    expect(readdirSync(folder.root)).toEqual([folder.installed.slice(folder.root.length + 1)])
    expect(folder.libraryFolders()).toEqual([join(folder.installed, 'tensorflow'), join(folder.installed, 'nvidia/cudnn/lib')])
    expect(progress.map(({ phase }) => phase).filter((phase, place, all) => all.indexOf(phase) === place).slice(0, 2)).toEqual(['Checking wheels', 'Downloading'])
    // Once more only the check is made.
    asked.length = 0
    await install()
    expect(asked).toEqual([])
  })

  it('goes on after two interruptions, with what was finished', async () => {
    // The first stops in the first wheel, the second in the second.
    for (const [name, finished] of [['tiny-tensorflow', []], ['tiny-cudnn', ['tiny_tensorflow-1.0-py3-none-any.whl']]] as const) {
      held.clear()
      held.add(name)
      const abort = new AbortController()
      const job = install({ signal: abort.signal })
      await vi.waitFor(() => expect(asked.at(-1)).toBe(name), { timeout: 20_000 })
      const began = performance.now()
      abort.abort()
      expect(await failure(job)).toMatchObject({ code: 'stopped' })
      expect(performance.now() - began).toBeLessThan(4000)
      expect(wheelsThere()).toEqual(finished)
      expect(readdirSync(folder.root).filter((each) => each.startsWith('.work'))).toEqual([])
    }
    expect(folder.facts().state).toBe('partial')
    const { mtimeMs } = statSync(join(folder.wheels, 'tiny_tensorflow-1.0-py3-none-any.whl'))
    expect(mtimeMs).toBeLessThan(Date.now())
    held.clear()
    asked.length = 0
    await install()
    expect(asked).toEqual(['tiny-cudnn'])
    expect(folder.facts().state).toBe('installed')
  }, 60_000)

  it('fetches a cut or altered wheel again', async () => {
    for (const spoil of [(path: string) => truncateSync(path, 50), (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, 7))]) {
      const failing = { ...list, wheels: [list.wheels[0], { ...wheelAt(1), name: 'not-there' }] as Wheel[] }
      expect(await failure(install({ list: failing }))).toMatchObject({ code: 'download-failed' })
      expect(wheelsThere()).toEqual([wheelAt(0).file])
      spoil(join(folder.wheels, wheelAt(0).file))
      asked.length = 0
      await install()
      expect(asked).toEqual(['tiny-tensorflow', 'tiny-cudnn'])
      await removeRuntime(devicesOf('auto'))
    }
  }, 60_000)

  it('refuses a wheel of another SHA-256 and takes nothing of it', async () => {
    const other = { ...list, wheels: [wheelAt(0), { ...wheelAt(1), sha256: '0'.repeat(64) }] }
    const error = await failure(install({ list: other }))
    expect(error).toMatchObject({ code: 'download-differs' })
    expect(error.message).toContain('0'.repeat(64))
    expect(wheelsThere()).toEqual([wheelAt(0).file])
    expect(new RuntimeFolder({ runtime }, other).facts().state).toBe('partial')
  }, 30_000)

  it('says what is missing: pip, Python, space', async () => {
    const bin = join(runtime, 'bin')
    mkdirSync(bin)
    process.env['PATH'] = bin
    expect(await failure(install())).toMatchObject({ code: 'pip-missing', message: expect.stringMatching(/Python is not installed.*apt install python3-pip/) as string })
    writeFileSync(join(bin, 'python3'), '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n')
    chmodSync(join(bin, 'python3'), 0o755)
    expect(await failure(install())).toMatchObject({ code: 'pip-missing', message: expect.stringMatching(/has no pip.*apt install python3-pip/) as string })
    process.env['PATH'] = environment['PATH']
    const full = await failure(install({ free: 1000 }))
    expect(full).toMatchObject({ code: 'disk-full', message: expect.stringMatching(/need 0\.5 GB.*0\.0 GB are free/) as string })
    expect(asked).toEqual([])
  })

  it('is not used before it is checked, nor when a file of it is gone', async () => {
    const broken = new StudioError('gpu-runtime-unusable', 'They do not work.')
    expect(await failure(install({ check: () => Promise.reject(broken) }))).toBe(broken)
    expect(folder.facts()).toEqual({ state: 'installed', problem: '', checked: false })
    await install()
    // Checked again, as after a new driver: a stop says nothing about the libraries, a failure does.
    const stop = new StudioError('stopped', 'Stopped.')
    expect(await failure(install({ check: () => Promise.reject(stop) }))).toBe(stop)
    expect(folder.facts().checked).toBe(true)
    expect(await failure(install({ check: () => Promise.reject(broken) }))).toBe(broken)
    expect(folder.facts()).toEqual({ state: 'installed', problem: '', checked: false })
    await install()
    expect(folder.facts().checked).toBe(true)
    rmSync(join(folder.installed, 'nvidia/cudnn/lib/libcudnn.so.9'))
    expect(folder.facts()).toMatchObject({ state: 'damaged', problem: expect.stringContaining('libcudnn.so.9') as string })
    expect(new RuntimeFolder({ runtime }, { ...list, wheels: [wheelAt(1)] }).facts().state).toBe('outdated')
  }, 30_000)
})

describe('a removal', () => {
  it('is complete for jobs before its first byte is freed', async () => {
    await install()
    const devices = devicesOf('auto')
    expect(devices.current().libraries).not.toEqual([])
    const removal = removeRuntime(devices)
    // In the same moment: the queue asks before each job.
    expect(devices.current()).toMatchObject({ libraries: [], reason: { code: 'not-installed' } })
    expect(await removal).toBeGreaterThan(0)
    expect(readdirSync(runtime)).toEqual([])
    expect(await removeRuntime(devices)).toBe(0)
  }, 30_000)

  it('that was cut off is ended by the next one, or by an installation', async () => {
    const devices = devicesOf('auto')
    for (const next of [() => removeRuntime(devices), () => install()]) {
      mkdirSync(folder.root, { recursive: true })
      writeFileSync(join(folder.root, 'left'), 'x')
      folder.setAside()
      expect(readdirSync(runtime)).toEqual([expect.stringMatching(/^gpu\.removing-/) as string])
      await next()
      expect(readdirSync(runtime).filter((name) => name !== 'gpu')).toEqual([])
    }
  }, 30_000)
})

describe('what jobs compute on', () => {
  it('is the processor until the libraries are there, then every card or the chosen one', async () => {
    expect(devicesOf('auto').current()).toMatchObject({ libraries: [], gpus: [], reason: { code: 'not-installed' } })
    await install()
    const libraries = folder.libraryFolders()
    expect(devicesOf('auto').current()).toEqual({ libraries, gpus: ['GPU-aaaaaaaa', 'GPU-bbbbbbbb'], reason: null })
    expect(devicesOf('GPU-bbbbbbbb').current()).toEqual({ libraries, gpus: ['GPU-bbbbbbbb'], reason: null })
    expect(devicesOf('auto', { cards: cards.slice(0, 1) }).current()).toEqual({ libraries, gpus: [], reason: null })
    // What the user's shell says stands.
    expect(devicesOf('auto', { visible: '1' }).current()).toEqual({ libraries, gpus: [], reason: null })
    expect(devicesOf('off').current()).toMatchObject({ libraries: [], gpus: [], reason: { code: 'disabled' } })
    expect(devicesOf('auto', { driver: null }).current()).toMatchObject({ libraries: [], reason: { code: 'no-driver' } })
    // To check them they are loaded all the same.
    expect(devicesOf('auto', { driver: null, pciCards: 0, cards: [] }).toCheck()).toMatchObject({ libraries, reason: { code: 'no-card' } })
  })
})

function wheelAt(place: number): Wheel {
  const wheel = list.wheels[place]
  if (wheel === undefined) throw new Error('no such wheel')
  return wheel
}

function makeWheel(name: string, files: Readonly<Record<string, string>>): Wheel {
  const file = `${name.replace('-', '_')}-1.0-py3-none-any.whl`
  const info = `${name.replace('-', '_')}-1.0.dist-info`
  const all = { ...files, [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`, [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n', [`${info}/RECORD`]: '', filler: 'x'.repeat(4000) }
  execFileSync('python3', ['-c', 'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for name, text in json.loads(sys.argv[2]).items(): z.writestr(name, text)', join(shop, file), JSON.stringify(all)])
  const bytes = readFileSync(join(shop, file))
  return { name, version: '1.0', file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, unpackedBytes: 10, unpack: ['tensorflow/lib=tensorflow/lib', 'nvidia/=nvidia/', '-nvidia/cudnn/include/'] }
}
