/** Everything that a package carries and did not write itself: { name, version, licence, text, purl, hash, note }. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from '../setup/failure.mjs'
import { electronBinary, modules, root } from '../setup/paths.mjs'
import { electron, tensorflow } from '../setup/pins.mjs'
import { run } from '../setup/run.mjs'
import { licenceText } from './licence-text.mjs'

/** `packages`: folders below the repository of the npm packages whose files are in app.asar as they are. */
export async function partsOf(packages) {
  const traced = packages.map(installedPackage)
  const bundled = ['main', 'preload', 'renderer'].flatMap((part) => bundledPackages(join(root, 'out', part, 'licences.json')))
  const npm = new Map([...traced, ...bundled].map((part) => [`${part.name}@${part.version}`, part]))
  const parts = [...(await runtimes()), ...[...npm.values()].sort((a, b) => (a.name < b.name ? -1 : 1))]
  demandLicences(parts)
  return parts
}

/** Throws naming every part that may not be shipped: one that names no licence, or an npm package without its text. */
export function demandLicences(parts) {
  const missing = parts.filter(({ licence, text }) => !licence || text === '').map(({ name, version }) => `${name} ${version}`)
  if (missing.length > 0) throw new SetupFailure(`These packages come without a licence or its text, so they cannot be shipped: ${missing.join(', ')}`)
}

/** What is no npm package. */
async function runtimes() {
  const { output } = await run(electronBinary, ['-p', 'JSON.stringify(process.versions)'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
  const versions = JSON.parse(output)
  return [
    {
      name: 'electron',
      version: electron.version,
      licence: 'MIT',
      purl: `pkg:github/electron/electron@v${electron.version}`,
      hash: electron.sha256,
      note: `Taken from ${electron.package} (MIT), which redistributes it; the hash is that package's. Fuses and start-up snapshot were changed there and are set anew.`,
    },
    { name: 'chromium', version: versions.chrome, licence: 'BSD-3-Clause', note: 'Inside Electron; it and its own parts in LICENSES.chromium.html.' },
    { name: 'node', version: versions.node, licence: 'MIT', note: 'Inside Electron; its own parts in LICENSES.chromium.html.' },
    { name: 'sqlite', version: '3.47.0', licence: 'blessing', note: 'Inside better-sqlite3; public domain.' },
    {
      name: 'tensorflow',
      version: tensorflow.version,
      licence: 'Apache-2.0',
      purl: `pkg:pypi/tensorflow-cpu@${tensorflow.version}`,
      hash: tensorflow.sha256,
      note: "Two libraries out of the wheel, whose hash this is, without their tables of symbols; its own parts in tensorflow.txt.",
    },
  ]
}

function installedPackage(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  // Old packages name them as objects.
  const named = [license ?? licenses ?? ''].flat().map((entry) => entry.type ?? entry).join(' OR ')
  return npmPart(name, version, named, licenceText(join(root, folder), named))
}

/** As the bundler lists them; a bundle of our own files only has no list. */
function bundledPackages(file) {
  if (!existsSync(file)) return []
  return JSON.parse(readFileSync(file, 'utf8')).map(({ name, version, identifier, text }) => npmPart(name, version, identifier ?? '', text || licenceText(join(modules, name), identifier ?? '')))
}

function npmPart(name, version, named, text) {
  // One names its licence in the text only.
  const licence = named === '' && /^MIT License/i.test(text.trim()) ? 'MIT' : named
  return { name, version, licence, text: text.trim(), purl: `pkg:npm/${name.replace('@', '%40')}@${version}` }
}
