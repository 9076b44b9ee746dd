/** Why no GPU is used, over the facts of machines that are not here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { gpuReasonCodes, type GpuReasonCode } from '../../../src-contract/domain/gpu'
import { gatherFacts, type GpuFacts } from '../../../src-main/gpu/facts'
import { isOlder, whyNoGpu, whyNotSaid, type RuntimeFacts } from '../../../src-main/gpu/reason'
import { readFileSync } from 'node:fs'
import { root as clone } from '../../helpers/cli'

const uuid = 'GPU-5d1f2f3a-0000-1111-2222-333344445555'
const fine: GpuFacts = { pciCards: 1, wsl: false, driver: '535.183.01', nouveau: false, libcuda: true, cards: [{ uuid, name: 'NVIDIA RTX A4000' }], deviceFiles: 'usable', visible: null }
const installed: RuntimeFacts = { state: 'installed', problem: '', checked: true }
const wish = { setting: 'auto', minimumDriver: '525.60.13' }
const code = (facts: Partial<GpuFacts>, runtime: Partial<RuntimeFacts> = {}, setting = 'auto'): GpuReasonCode | null =>
  whyNoGpu({ ...fine, ...facts }, { ...installed, ...runtime }, { ...wish, setting })?.code ?? null

describe('the reason why no GPU is used', () => {
  it('is none where card, driver and libraries are there', () => {
    expect(code({})).toBeNull()
    expect(code({ driver: '525.60.13' })).toBeNull()
    expect(code({}, {}, uuid)).toBeNull()
    // Cards of Linux under Windows are on no bus, and no driver has a version there.
    expect(code({ wsl: true, pciCards: 0, driver: null, cards: [] })).toBeNull()
    expect(code({ visible: '0' })).toBeNull()
  })

  it.each<[GpuReasonCode, Partial<GpuFacts>, Partial<RuntimeFacts>, string, RegExp]>([
    ['no-card', { pciCards: 0, cards: [], driver: null, libcuda: false, deviceFiles: 'absent' }, { state: 'absent' }, 'auto', /no NVIDIA card/],
    ['no-driver', { driver: null, cards: [], libcuda: false }, {}, 'auto', /driver is not loaded\..*525\.60\.13/],
    ['no-driver', { driver: null, cards: [], nouveau: true }, {}, 'auto', /nouveau/],
    ['no-driver', { libcuda: false }, {}, 'auto', /libcuda\.so\.1 is not found/],
    ['driver-too-old', { driver: '470.256.02' }, {}, 'auto', /470\.256\.02.*525\.60\.13/],
    ['no-access', { deviceFiles: 'absent' }, {}, 'auto', /--gpus all/],
    ['no-access', { deviceFiles: 'forbidden' }, {}, 'auto', /may not open/],
    ['card-missing', {}, {}, 'GPU-00000000-0000', /RTX A4000/],
    ['disabled', {}, {}, 'off', /switched off/],
    ['hidden', { visible: '' }, {}, 'auto', /CUDA_VISIBLE_DEVICES/],
    ['hidden', { visible: '-1' }, {}, 'auto', /"-1"/],
    ['not-installed', {}, { state: 'absent' }, 'auto', /studio gpu install/],
    ['not-installed', {}, { state: 'partial' }, 'auto', /in part/],
    ['not-installed', {}, { state: 'outdated' }, 'auto', /another version/],
    ['library-missing', {}, { state: 'damaged', problem: '/x/libcudnn.so.9 is missing' }, 'auto', /\/x\/libcudnn\.so\.9 is missing/],
    ['not-checked', {}, { checked: false }, 'auto', /golden cases/],
  ])('%s %j %j %s', (expected, facts, runtime, setting, words) => {
    const found = whyNoGpu({ ...fine, ...facts }, { ...installed, ...runtime }, { ...wish, setting })
    expect(found?.code).toBe(expected)
    expect(`${found?.what} ${found?.cure}`).toMatch(words)
  })

  it('names what the user has to mend first', () => {
    expect(code({ pciCards: 0, cards: [], driver: null }, { state: 'damaged' })).toBe('no-card')
    expect(code({ driver: '470.1' }, { state: 'absent' })).toBe('driver-too-old')
    expect(code({ pciCards: 0 }, {}, 'off')).toBe('disabled')
    // A card that was chosen goes before what the shell says.
    expect(code({ visible: '-1' }, {}, uuid)).toBeNull()
  })

  it('compares versions by their numbers', () => {
    expect(isOlder('525.60.13', '525.60.13')).toBe(false)
    expect(isOlder('525.60.2', '525.60.13')).toBe(true)
    expect(isOlder('525.125.06', '525.60.13')).toBe(false)
    expect(isOlder('1000.1', '525.60.13')).toBe(false)
    expect(isOlder('525', '525.60.13')).toBe(true)
  })
})

describe('what TensorFlow says', () => {
  it.each<[GpuReasonCode | null, string, RegExp]>([
    ['library-missing', "dso_loader.cc:87] Could not load dynamic library 'libcudnn.so.9'; dlerror: libcudnn.so.9: cannot open shared object file\nCannot dlopen some GPU libraries.", /libcudnn\.so\.9/],
    ['library-missing', 'W gpu_device.cc:2343] Cannot dlopen some GPU libraries. Please make sure …', /some of the libraries/],
    ['out-of-memory', 'failed call to cuDevicePrimaryCtxRetain: CUDA_ERROR_OUT_OF_MEMORY: out of memory', /nvidia-smi/],
    ['driver-mismatch', 'kernel version 535.183.1 does not match DSO version 550.54.15 -- cannot find working devices in this configuration', /Restart/],
    ['driver-too-old', 'CUDA driver version is insufficient for CUDA runtime version', /newer driver/],
    ['card-too-old', 'Ignoring visible gpu device (device: 0, name: GeForce GT 710, pci bus id: 0000:01:00.0, compute capability: 3.5) with Cuda compute capability 3.5. The minimum required Cuda capability is 6.0.', /3\.5.*6\.0 or newer/],
    ['unknown', 'failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error', /CUDA_ERROR_UNKNOWN/],
    [null, 'I cpu_feature_guard.cc:210] This TensorFlow binary is optimized', /.?/],
    // Only looked for; TensorFlow does without it.
    [null, "Could not load dynamic library 'libnvinfer.so.8'; dlerror: …", /.?/],
  ])('%s: %s', (expected, words, text) => {
    const found = whyNotSaid(words)
    expect(found?.code ?? null).toBe(expected)
    expect(`${found?.what} ${found?.cure}`).toMatch(text)
  })
})

describe('facts of a machine', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  const machine = (files: Readonly<Record<string, string>>): string => {
    const root = mkdtempSync(join(tmpdir(), 'gpu-facts-'))
    folders.push(root)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return root
  }
  const card = { 'sys/bus/pci/devices/0000:01:00.0/vendor': '0x10de\n', 'sys/bus/pci/devices/0000:01:00.0/class': '0x030000\n', 'sys/bus/pci/devices/0000:01:00.1/vendor': '0x10de\n', 'sys/bus/pci/devices/0000:01:00.1/class': '0x040300\n' }
  const driver = {
    'proc/driver/nvidia/version': 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version:  gcc version 12.2.0\n',
    'proc/driver/nvidia/gpus/0000:01:00.0/information': `Model: \t\t NVIDIA RTX A4000\nIRQ:   \t\t 150\nGPU UUID: \t ${uuid}\nVideo BIOS: \t 94\nDevice Minor: \t 0\n`,
    'dev/nvidiactl': '',
    'dev/nvidia0': '',
    'etc/ld.so.cache': 'glibc-ld.so.cache1.1\0libcuda.so.1\0/lib/x86_64-linux-gnu/libcuda.so.1\0libcuda.so\0',
  }

  it('are read from the files of the system', () => {
    expect(gatherFacts({}, machine({ ...card, ...driver }))).toEqual(fine)
    expect(gatherFacts({}, machine({}))).toEqual({ pciCards: 0, wsl: false, driver: null, nouveau: false, libcuda: false, cards: [], deviceFiles: 'absent', visible: null })
    expect(gatherFacts({ CUDA_VISIBLE_DEVICES: '' }, machine({ ...card, 'sys/module/nouveau/x': '' }))).toMatchObject({ pciCards: 1, nouveau: true, driver: null, visible: '' })
  })

  it('know the open driver, a container without its GPUs, and a library in a folder of the user', () => {
    const open = { 'proc/driver/nvidia/version': 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build  (dvs-builder@U16)\n' }
    expect(gatherFacts({}, machine({ ...card, ...open }))).toMatchObject({ driver: '550.54.15', libcuda: false, deviceFiles: 'absent', cards: [] })
    expect(gatherFacts({ LD_LIBRARY_PATH: '/opt/cuda' }, machine({ 'opt/cuda/libcuda.so.1': '' })).libcuda).toBe(true)
    // The helper of the driver makes them for the first program that computes.
    const without = Object.fromEntries(Object.entries(driver).filter(([path]) => !path.startsWith('dev/')))
    expect(gatherFacts({}, machine({ ...card, ...without, 'usr/bin/nvidia-modprobe': '' })).deviceFiles).toBe('usable')
    expect(gatherFacts({}, machine({ 'etc/ld.so.cache': 'libcuda.so.12\0xlibcuda.so.1\0' })).libcuda).toBe(false)
  })
})

it('every reason has its line in docs/gpu.md', () => {
  const text = readFileSync(join(clone, 'docs/gpu.md'), 'utf8')
  expect(gpuReasonCodes.filter((each) => !text.includes(`| \`${each}\` |`))).toEqual([])
})
