import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { damage, fillOnce } from './cache-folder.mjs'
import { dropArchive, fetchPinned } from './downloads.mjs'
import { SetupFailure, tail } from './failure.mjs'
import { copy, isCopyOf, isLinkTo, link } from './links.mjs'
import { addonDir, modules, root, tensorflowDir, tfjsAddon, tfjsPackage } from './paths.mjs'
import { tensorflow as pin } from './pins.mjs'
import { say } from './progress.mjs'
import { run, which } from './run.mjs'

const builtAddon = join(addonDir, 'tfjs_binding.node')
const links = Object.entries(pin.libraries).map(([name, file]) => ({ path: join(tfjsPackage, 'deps', 'lib', name), library: join(tensorflowDir, 'lib', file) }))

/** What is wrong with TensorFlow, or null. The 4,000 headers matter only where the addon is compiled. */
export function tensorflowProblem() {
  for (const [folder, options] of [[tensorflowDir, { except: 'include/' }], [addonDir]]) {
    const problem = damage(folder, options)
    if (problem !== null) return `${folder}: ${problem}`
  }
  if (!isCopyOf(tfjsAddon, builtAddon)) return `${tfjsAddon} is missing or not the one of the cache`
  const wrong = links.find(({ path, library }) => !isLinkTo(path, library) || !existsSync(path))
  return wrong === undefined ? null : `${wrong.path} does not lead to the cache`
}

/** What must be fetched and unpacked for it, for the question of disk space. */
export function tensorflowToFetch() {
  return damage(tensorflowDir) === null ? [] : [pin]
}

export async function provideTensorflow() {
  await fillOnce(tensorflowDir, unpackTensorflow)
  dropArchive(pin)
  await fillOnce(addonDir, compileAddon)
  for (const { path, library } of links) link(library, path)
  copy(builtAddon, tfjsAddon)
}

async function unpackTensorflow(work) {
  const args = '-m pip download --no-deps --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --platform manylinux2014_x86_64 --progress-bar off -q'
  const archive = await fetchPinned(pin, 'python3', [...args.split(' '), pin.requirement], `TensorFlow ${pin.version}`)
  say('Unpacking TensorFlow')
  const result = await run('python3', [join(root, 'resources/unpack.py'), archive, work, ...pin.unpack])
  if (result.code !== 0) throw new SetupFailure(`TensorFlow could not be unpacked into ${work}: ${tail(result.output)}`)
}

/** Compiles the two C++ files of tfjs-node against the newer library; g++ alone is enough, no node-gyp. */
async function compileAddon(work) {
  say('Compiling the TensorFlow addon')
  const libraries = join(work, 'lib')
  mkdirSync(libraries)
  for (const [name, file] of Object.entries(pin.libraries)) link(join(tensorflowDir, 'lib', file), join(libraries, name))
  const result = await run(which('g++') ?? 'g++', [
    ...pin.compilerFlags,
    `-I${join(modules, 'node-api-headers', 'include')}`,
    `-I${join(tensorflowDir, 'include')}`,
    join(tfjsPackage, 'binding', 'tfjs_backend.cc'),
    join(tfjsPackage, 'binding', 'tfjs_binding.cc'),
    `-L${libraries}`,
    ...pin.linkerFlags,
    '-o',
    join(work, 'tfjs_binding.node'),
  ])
  if (result.code !== 0) throw new SetupFailure(`The TensorFlow addon did not compile with g++: ${tail(result.output, 5)}`)
  rmSync(libraries, { recursive: true })
}
