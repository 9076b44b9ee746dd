/**
 * What this machine says of NVIDIA's cards and driver, read from files of the system alone: no process is started, so
 * that it can be asked before every job.
 */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GpuCard } from '../../src-contract/domain/gpu'
import { namesIn } from './names-in'

export interface GpuFacts {
  /** NVIDIA's display and compute devices on the PCI bus. */
  readonly pciCards: number
  /** Linux under Windows: its cards are on no bus, and only Windows knows its driver's version. */
  readonly wsl: boolean
  /** Version of the kernel's driver; null where it is not loaded. */
  readonly driver: string | null
  /** The free driver holds the cards, which cannot compute with it. */
  readonly nouveau: boolean
  /** The driver's library for programs, libcuda.so.1, is found by the loader. */
  readonly libcuda: boolean
  /** Cards that the driver names and this user may use. */
  readonly cards: readonly GpuCard[]
  /** `absent`: there are no device files and nothing that makes them, as in a container without its GPUs. `forbidden`: this user may not open them. */
  readonly deviceFiles: 'usable' | 'absent' | 'forbidden'
  /** CUDA_VISIBLE_DEVICES of the user; null where it is not set. */
  readonly visible: string | null
}

/** @param root of the file system, for tests */
export function gatherFacts(environment: NodeJS.ProcessEnv = process.env, root = '/'): GpuFacts {
  const at = (path: string): string => join(root, path)
  const wsl = existsSync(at('dev/dxg'))
  const listed = driverCards(at('proc/driver/nvidia/gpus'))
  const usable = listed.filter(({ minor }) => access(at(`dev/nvidia${minor}`)) !== 'absent')
  return {
    pciCards: pciCards(at('sys/bus/pci/devices')),
    wsl,
    driver: driverVersion(at('proc/driver/nvidia/version')),
    nouveau: existsSync(at('sys/module/nouveau')),
    libcuda: findsLibcuda(environment, at),
    cards: (usable.length > 0 ? usable : listed).map(({ uuid, name }) => ({ uuid, name })),
    deviceFiles: wsl ? 'usable' : deviceFiles(at, usable.map(({ minor }) => minor)),
    visible: environment['CUDA_VISIBLE_DEVICES'] ?? null,
  }
}

/** Vendor 0x10de; classes 0x03…: VGA and 3D controllers. Their sound devices do not count. */
function pciCards(folder: string): number {
  return namesIn(folder).filter((name) => read(join(folder, name, 'vendor')).trim() === '0x10de' && read(join(folder, name, 'class')).startsWith('0x03')).length
}

/** "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 …", or with "Open Kernel Module for x86_64". */
function driverVersion(path: string): string | null {
  return /Kernel Module\b.*?\s(\d+\.\d+(?:\.\d+)?)\s/.exec(read(path))?.[1] ?? null
}

function driverCards(folder: string): (GpuCard & { minor: string })[] {
  return namesIn(folder).flatMap((name) => {
    const text = read(join(folder, name, 'information'))
    const field = (title: string): string | undefined => new RegExp(`^${title}:\\s*(.+?)\\s*$`, 'm').exec(text)?.[1]
    const uuid = field('GPU UUID')
    return uuid === undefined ? [] : [{ uuid, name: field('Model') ?? 'NVIDIA card', minor: field('Device Minor') ?? '0' }]
  })
}

function deviceFiles(at: (path: string) => string, minors: readonly string[]): GpuFacts['deviceFiles'] {
  const found = ['nvidiactl', ...minors.map((minor) => `nvidia${minor}`)].map((name) => access(at(`dev/${name}`)))
  if (found.includes('forbidden')) return 'forbidden'
  if (!found.includes('absent') && minors.length > 0) return 'usable'
  // The driver's own helper makes them for the first program that computes.
  return existsSync(at('usr/bin/nvidia-modprobe')) ? 'usable' : 'absent'
}

function access(path: string): GpuFacts['deviceFiles'] {
  if (!existsSync(path)) return 'absent'
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return 'usable'
  } catch {
    return 'forbidden'
  }
}

const library = 'libcuda.so.1'

/** Where the loader looks: the user's folders, its cache, and the folders of systems that keep it outside the cache. */
function findsLibcuda(environment: NodeJS.ProcessEnv, at: (path: string) => string): boolean {
  const own = (environment['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== '')
  if ([...own, 'usr/lib/wsl/lib', 'run/opengl-driver/lib'].some((folder) => existsSync(join(at(folder), library)))) return true
  return new RegExp(`(^|[\\0/])${library.replaceAll('.', '\\.')}\\0`).test(read(at('etc/ld.so.cache'), 'latin1'))
}

/** Empty where it is not there or not for this user: nothing is known then. */
function read(path: string, encoding: BufferEncoding = 'utf8'): string {
  try {
    return readFileSync(path, encoding)
  } catch {
    return ''
  }
}
