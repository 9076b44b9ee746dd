import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fillOnce } from './cache-folder.mjs'
import { fetchPinned } from './downloads.mjs'
import { SetupFailure, tail } from './failure.mjs'
import { isLinkTo, link } from './links.mjs'
import { modules, root, tensorflowDir, tfjsAddon, tfjsPackage } from './paths.mjs'
import * as pins from './pins.mjs'
import { say } from './progress.mjs'
import { run, which } from './run.mjs'

/** Names under which the addon asks for the libraries, each a link into the cache. */
const libraries = {
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
}
const cachedAddon = join(tensorflowDir, 'tfjs_binding.node')
const libraryFolder = join(tfjsPackage, 'deps', 'lib')

export function tensorflowReady() {
  return existsSync(tfjsAddon) && Object.entries(libraries).every(([name, file]) => {
    const path = join(libraryFolder, name)
    return isLinkTo(path, join(tensorflowDir, 'lib', file)) && existsSync(path)
  })
}

export async function provideTensorflow() {
  await fillOnce(tensorflowDir, async (work) => {
    await unpackTensorflow(work)
    await compileAddon(work)
  })
  for (const [name, file] of Object.entries(libraries)) link(join(tensorflowDir, 'lib', file), join(libraryFolder, name))
  mkdirSync(dirname(tfjsAddon), { recursive: true })
  cpSync(cachedAddon, tfjsAddon)
}

async function unpackTensorflow(work) {
  const what = `TensorFlow ${pins.tensorflow.version}`
  const args = '-m pip download --no-deps --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --platform manylinux2014_x86_64 --progress-bar off -q'
  const archive = await fetchPinned(pins.tensorflow, 'python3', [...args.split(' '), pins.tensorflow.requirement], what)
  say('Unpacking TensorFlow')
  const result = await run('python3', [
    join(root, 'scripts/setup/unpack.py'),
    archive,
    work,
    'tensorflow/libtensorflow_cc.so.2=lib/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2=lib/libtensorflow_framework.so.2',
    'tensorflow/include/tensorflow/=include/tensorflow/',
    'tensorflow/include/xla/=include/xla/',
    'tensorflow/include/tsl/=include/tsl/',
    'tensorflow/THIRD_PARTY_NOTICES.txt=THIRD_PARTY_NOTICES.txt',
  ])
  if (result.code !== 0) throw new SetupFailure(`TensorFlow could not be unpacked into ${work}: ${tail(result.output)}`)
}

/** Compiles the two C++ files of tfjs-node against the newer library; g++ alone is enough, no node-gyp. */
async function compileAddon(work) {
  say('Compiling the TensorFlow addon')
  const library = join(work, 'lib')
  const names = Object.entries(libraries).filter(([name]) => name.endsWith('.so'))
  for (const [name, file] of names) link(join(library, file), join(work, 'link', name))
  const result = await run(which('g++') ?? 'g++', [
    ...'-O2 -std=c++17 -shared -fPIC -DNAPI_VERSION=8'.split(' '),
    `-I${join(modules, 'node-api-headers', 'include')}`,
    `-I${join(work, 'include')}`,
    join(tfjsPackage, 'binding', 'tfjs_backend.cc'),
    join(tfjsPackage, 'binding', 'tfjs_binding.cc'),
    `-L${join(work, 'link')}`,
    `-L${library}`,
    ...'-ltensorflow -ltensorflow_framework'.split(' '),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-o',
    join(work, 'tfjs_binding.node'),
  ])
  if (result.code !== 0) throw new SetupFailure(`The TensorFlow addon did not compile with g++: ${tail(result.output, 5)}`)
}
