/** The application folder as it is shipped: Electron with ship fuses, app.asar, native parts beside it, what comes along. */
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packager } from '@electron/packager'
import { SetupFailure, tail } from '../setup/failure.mjs'
import { root, tensorflowDir } from '../setup/paths.mjs'
import { electron as pin } from '../setup/pins.mjs'
import { say } from '../setup/progress.mjs'
import { run } from '../setup/run.mjs'
import { zipElectron } from './electron-zip.mjs'
import { setShipFuses } from './fuses.mjs'
import { writeLicences } from './licences.mjs'
import { stage } from './stage.mjs'

export const files = join(root, 'scripts/dist/files')
/** Names of the package, its folder and its executable. */
export const product = 'supernet-studio'
const tfjs = 'node_modules/@tensorflow/tfjs-node-gpu'

/** Makes `target` from the present bundle; `work` is a folder for what is needed on the way. Resolves the SBOM's path. */
export async function makeApplication(target, work) {
  say('Gathering the files that the application loads')
  const staged = join(work, 'app')
  mkdirSync(staged, { recursive: true })
  const packages = await stage(staged)

  say('Packing Electron and the application')
  await zipElectron(work)
  const [made] = await packager({
    dir: staged,
    out: join(work, 'out'),
    name: product,
    executableName: product,
    platform: 'linux',
    arch: 'x64',
    electronVersion: pin.version,
    electronZipDir: work,
    // Only what the traced packages load was staged, so there is nothing to prune.
    prune: false,
    asar: { unpack: '*.node' },
    extraResource: [join(root, 'resources')],
    tmpdir: false,
    quiet: true,
  })
  if (made === undefined || !existsSync(join(made, 'resources/app.asar'))) throw new SetupFailure(`The packager made no application in ${work}.`)
  rmSync(target, { recursive: true, force: true })
  renameSync(made, target)
  // The packager makes it as private as any folder for temporary files.
  chmodSync(target, 0o755)

  await addTensorflow(join(target, 'resources/app.asar.unpacked', tfjs))
  await setShipFuses(join(target, product))
  for (const name of ['studio', product]) {
    cpSync(join(files, name), join(target, 'bin', name))
    chmodSync(join(target, 'bin', name), 0o755)
  }
  cpSync(join(files, 'README.txt'), join(target, 'README.txt'))
  // Messages name them: "See docs/studies.md for the format".
  cpSync(join(root, 'docs'), join(target, 'docs'), { recursive: true })
  return writeLicences(target, packages)
}

/** Without their tables of symbols, of which nothing is loaded by the program: a quarter of their size. */
async function addTensorflow(addon) {
  const libraries = join(addon, 'deps/lib')
  mkdirSync(libraries, { recursive: true })
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    const result = await run('strip', ['--strip-unneeded', '-o', join(libraries, name), join(tensorflowDir, 'lib', name)])
    if (result.code !== 0) throw new SetupFailure(`${name} could not be taken from the cache: ${tail(result.output)}`)
    chmodSync(join(libraries, name), 0o644)
  }
}
