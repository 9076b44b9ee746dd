/**
 * Fetches one wheel through pip, which knows the registry, proxies and certificates of this machine. A wheel is either
 * there with its SHA-256 or not there at all: what is cut off begins again, what is finished stays.
 */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { StudioError } from '../../src-contract/errors'
import { bytesBelow } from '../system/bytes-below'
import { syncPath } from '../system/sync-path'
import { isMissing, lastWords, runChild } from './child'
import { sizeOf, type RuntimeFolder } from './runtime-folder'
import type { Wheel } from './wheels'

const install = 'sudo apt install python3-pip'

/** The wheels are for one Python, whatever Python runs pip: nothing of them is ever run by one. */
const tags = ['--implementation', 'cp', '--python-version', '3.11', '--abi', 'cp311', ...['manylinux_2_17_x86_64', 'manylinux2014_x86_64'].flatMap((name) => ['--platform', name])]

/** Throws 'pip-missing' with the sentence that says what to install. */
export async function requirePip(signal: AbortSignal): Promise<void> {
  const found = await runChild('python3', ['-m', 'pip', '--version'], { signal }).catch((error: unknown) => {
    if (!isMissing(error)) throw error
    throw new StudioError('pip-missing', `Python is not installed, and the libraries for GPUs are fetched through its pip: ${install}.`, error)
  })
  if (found.code !== 0) throw new StudioError('pip-missing', `Python has no pip, through which the libraries for GPUs are fetched: ${install}.`, found.output)
}

/** Whether it is there, whole; a damaged one is deleted. */
export async function hasWheel(folder: RuntimeFolder, wheel: Wheel): Promise<boolean> {
  const path = join(folder.wheels, wheel.file)
  const size = sizeOf(path)
  if (size === null) return false
  if (size === wheel.bytes && (await sha256(path)) === wheel.sha256) return true
  rmSync(path, { force: true })
  return false
}

/** @param grown hears how many bytes of it have arrived */
export async function fetchWheel(folder: RuntimeFolder, wheel: Wheel, grown: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const work = folder.work(wheel.name)
  const [temporary, arrived, requirements] = [join(work, 'tmp'), join(work, 'arrived'), join(work, 'requirements.txt')]
  mkdirSync(temporary)
  mkdirSync(arrived)
  writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
  const timer = setInterval(() => void bytesBelow(work).then((bytes) => grown(Math.min(bytes, wheel.bytes))), 500)
  try {
    const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', ...tags, '--require-hashes', '-r', requirements, '-d', arrived]
    // Its cache would hold a second copy, and the system's folder for temporary files may be small.
    const ended = await runChild('python3', [...args, '--no-cache-dir', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'], { env: { ...process.env, TMPDIR: temporary }, signal })
    if (ended.code !== 0) throw failure(wheel, ended.output)
    await keep(folder, wheel, join(arrived, wheel.file))
  } finally {
    clearInterval(timer)
    rmSync(work, { recursive: true, force: true })
  }
}

async function keep(folder: RuntimeFolder, wheel: Wheel, path: string): Promise<void> {
  const found = sizeOf(path) === null ? 'no file of that name' : await sha256(path)
  if (found !== wheel.sha256) throw differs(wheel, `found: ${found}`)
  syncPath(path)
  mkdirSync(folder.wheels, { recursive: true, mode: 0o700 })
  renameSync(path, join(folder.wheels, wheel.file))
  syncPath(folder.wheels)
}

function failure(wheel: Wheel, output: string): StudioError {
  if (output.includes('DO NOT MATCH THE HASHES')) return differs(wheel, lastWords(output))
  if (/No space left on device/.test(output)) return new StudioError('disk-full', `The disk became full while ${wheel.file} was fetched: free some space and install again; what is fetched stays.`, output)
  return new StudioError('download-failed', `pip could not fetch ${wheel.name} ${wheel.version}: ${lastWords(output)} Check network and proxy, then install again; what is fetched stays.`, output)
}

function differs(wheel: Wheel, cause: string): StudioError {
  return new StudioError('download-differs', `${wheel.file} does not have the SHA-256 that it must have, ${wheel.sha256}, and was not taken. Install again; when it stays so, the registry that pip uses gives other files.`, cause)
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash)
  return hash.digest('hex')
}
