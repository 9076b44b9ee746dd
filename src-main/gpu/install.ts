/** Fetches, unpacks and checks the libraries for GPUs, each part only where it is not done yet. */
import { join } from 'node:path'
import type { GpuCheck } from '../../src-contract/domain/gpu'
import { isStop, StudioError } from '../../src-contract/errors'
import type { Progress } from '../../src-contract/progress'
import { bytesBelow } from '../system/bytes-below'
import { freeBytes, nearestFolder } from '../system/free-space'
import { unpackScript } from '../system/locations'
import { formatGigabytes } from '../system/memory'
import { sum } from '../system/sum'
import { lastWords, runChild, stopped } from './child'
import { fetchWheel, hasWheel, requirePip } from './fetch-wheel'
import { sizeOf, type RuntimeFolder } from './runtime-folder'
import type { Wheel } from './wheels'

export interface InstallOptions {
  readonly folder: RuntimeFolder
  /** Replays the golden cases with the libraries; throws where they cannot be loaded. */
  readonly check: (signal: AbortSignal) => Promise<GpuCheck>
  readonly progress: (progress: Progress) => void
  readonly signal: AbortSignal
  /** For tests: a disk of another size. */
  readonly free?: (folder: string) => number
}

/** Left for everything else on the disk. */
const reserveBytes = 500e6

export async function installRuntime(options: InstallOptions): Promise<GpuCheck> {
  const { folder, check, signal } = options
  if (folder.facts().state !== 'installed') {
    await requirePip(signal)
    folder.sweep()
    await folder.freeSetAside()
    const missing = await missingWheels(options)
    requireSpace(options, missing)
    await fetchAll(options, missing)
    await unpackAll(options)
  }
  const found = await check(signal).catch((error: unknown) => {
    // They were right once and are not now, as after a new driver: jobs must not load what has just been seen to fail.
    if (!isStop(error)) folder.forgetCheck()
    throw error
  })
  folder.keepCheck(found)
  return found
}

/** What an installation takes of the disk from here on, in bytes. */
export function spaceNeeded(folder: RuntimeFolder, missing: readonly Wheel[]): number {
  return sum(missing.map(({ bytes }) => bytes)) + sum(folder.list.wheels.map(({ unpackedBytes }) => unpackedBytes)) + reserveBytes
}

/** By name and size alone: their contents are checked when they are used. */
export function wheelsToFetch(folder: RuntimeFolder): Wheel[] {
  return folder.list.wheels.filter(({ file, bytes }) => sizeOf(join(folder.wheels, file)) !== bytes)
}

async function missingWheels({ folder, progress, signal }: InstallOptions): Promise<Wheel[]> {
  const missing: Wheel[] = []
  for (const [place, wheel] of folder.list.wheels.entries()) {
    if (signal.aborted) throw stopped()
    progress({ phase: 'Checking wheels', done: place, total: folder.list.wheels.length, unit: 'wheels', secondsLeft: null, figures: {} })
    if (!(await hasWheel(folder, wheel))) missing.push(wheel)
  }
  return missing
}

function requireSpace({ folder, free = freeBytes }: InstallOptions, missing: readonly Wheel[]): void {
  const [needed, there] = [spaceNeeded(folder, missing), free(nearestFolder(folder.home))]
  if (there < needed) {
    throw new StudioError('disk-full', `The libraries for GPUs need ${formatGigabytes(needed)} in ${folder.root} while they are installed, and ${formatGigabytes(there)} are free: free some space, or choose another folder with --home.`)
  }
}

async function fetchAll(options: InstallOptions, missing: readonly Wheel[]): Promise<void> {
  const { folder, signal } = options
  const all = sum(folder.list.wheels.map(({ bytes }) => bytes))
  const before = all - sum(missing.map(({ bytes }) => bytes))
  const told = meter(options, 'Downloading', all, before)
  let done = before
  for (const wheel of missing) {
    const from = done
    told(from)
    await fetchWheel(folder, wheel, (bytes) => told(from + bytes), signal)
    done += wheel.bytes
    told(done)
  }
}

async function unpackAll(options: InstallOptions): Promise<void> {
  const { folder, signal } = options
  const work = folder.work('unpacked')
  const told = meter(options, 'Unpacking', sum(folder.list.wheels.map(({ unpackedBytes }) => unpackedBytes)), 0)
  const timer = setInterval(() => void bytesBelow(work).then(told), 500)
  try {
    for (const wheel of folder.list.wheels) {
      const { code, output } = await runChild('python3', [unpackScript(), join(folder.wheels, wheel.file), work, ...wheel.unpack], { signal })
      if (code !== 0) throw new StudioError(/No space left/.test(output) ? 'disk-full' : 'gpu-runtime-unusable', `${wheel.file} could not be unpacked: ${lastWords(output)} Install again; what is fetched stays.`, output)
    }
    await folder.take(work)
  } finally {
    clearInterval(timer)
    folder.sweep()
  }
}

/** Tells bytes as megabytes, with the time left by the rate since it began. */
function meter({ progress }: InstallOptions, phase: string, total: number, from: number): (bytes: number) => void {
  const began = performance.now()
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
  return (bytes) => {
    const seconds = (performance.now() - began) / 1000
    const rate = (bytes - from) / seconds
    const steady = seconds > 2 && rate > 0
    progress({
      phase,
      done: Math.min(megabytes(bytes), megabytes(total)),
      total: megabytes(total),
      unit: 'MB',
      secondsLeft: steady ? Math.max(0, total - bytes) / rate : null,
      figures: steady ? { MBPerSecond: rate / 1e6 } : {},
    })
  }
}
