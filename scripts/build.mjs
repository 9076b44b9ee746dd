/**
 * Bundles the application when its sources have changed. `out` is a link to the bundle of the present sources, which is
 * named by their hash; so a build that fails changes nothing, and an application that runs keeps the files it started with.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { orExit, SetupFailure } from './setup/failure.mjs'
import { isLinkTo, link } from './setup/links.mjs'
import { withLock } from './setup/lock.mjs'
import { modules, root } from './setup/paths.mjs'
import { say } from './setup/progress.mjs'
import { run } from './setup/run.mjs'
import { sourceHash } from './setup/source-hash.mjs'
import { ensureSetupOrExit } from './setup.mjs'

const out = join(root, 'out')
const folder = 'out.bundles'
const sources = ['src-contract', 'src-main', 'src-worker', 'src-renderer', 'resources/ground-truth', 'electron.vite.config.ts', 'svelte.config.js', 'tsconfig.json', 'package-lock.json']
/** How many bundles stay: the newest, and earlier ones from which an application may still run. */
const kept = 4

/** Relative, so that a clone can be moved. */
const bundleOfSources = () => join(folder, sourceHash(root, sources))
const isCurrent = () => isLinkTo(out, bundleOfSources()) && existsSync(out)

/** Ends the process with the bundler's message where the sources do not build. */
export async function ensureBuilt() {
  if (!isCurrent()) await orExit(() => withLock(`build of ${root}`, () => say('Waiting for another build, which is at work'), build))
}

async function build() {
  while (!isCurrent()) {
    const bundle = bundleOfSources()
    if (!existsSync(join(root, bundle)) && !(await bundleInto(bundle))) continue
    const now = new Date()
    utimesSync(join(root, bundle), now, now)
    link(bundle, out)
    prune()
  }
}

/** False where sources were edited meanwhile: the bundle may hold half of either state and bears the name of neither. */
async function bundleInto(bundle) {
  const work = join(root, folder, 'unfinished')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const command = [join(modules, 'electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn', '--outDir', work]
  const { code, output } = await run(process.execPath, command, { cwd: root })
  const edited = bundleOfSources() !== bundle
  if (code === 0 && !edited) renameSync(work, join(root, bundle))
  else rmSync(work, { recursive: true, force: true })
  if (code !== 0 && !edited) throw new SetupFailure(`The sources do not build; the build before stays as it was. The bundler says:\n${withoutStack(output)}`)
  return !edited
}

/** The bundler's message is followed by the stack of the bundler itself, which says nothing about the sources. */
function withoutStack(output) {
  return stripVTControlCharacters(output).split('\n').filter((line) => !/^\s+at .*\bfile:\/\//.test(line)).join('\n').trim()
}

function prune() {
  const age = (name) => statSync(join(root, folder, name)).mtimeMs
  const names = readdirSync(join(root, folder)).sort((a, b) => age(b) - age(a))
  for (const name of names.slice(kept)) rmSync(join(root, folder, name), { recursive: true, force: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureSetupOrExit({ quiet: true })
  await ensureBuilt()
}
