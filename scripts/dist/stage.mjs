/** The folder that becomes app.asar: the bundle, and of the npm packages the files that it really loads. */
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { nodeFileTrace } from '@vercel/nft'
import { modules, root } from '../setup/paths.mjs'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Entries of the main build; see electron.vite.config.ts. */
const entries = ['main/index.js', 'main/worker.js', 'main/decoder.js']

/** Fills `target`; resolves the folders of the npm packages of which files were taken. */
export async function stage(target) {
  const bundle = realpathSync(join(root, 'out'))
  // The source maps, the licences (which dist gathers) and what the bundler notes for itself stay out.
  const filter = (path) => !path.endsWith('.map') && basename(path) !== '.vite' && basename(path) !== 'licences.json'
  cpSync(bundle, join(target, 'out'), { recursive: true, filter })
  const { name, version, description, license, author, type, main } = manifest
  const own = { name, version, description, license, author, type, main, desktopName: `${name}.desktop` }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)

  const packages = new Set()
  for (const file of await loadedFiles(bundle)) {
    const to = join(target, file)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(root, file), to, { dereference: true })
    packages.add(packageFolder(file))
  }
  return [...packages].sort()
}

/** Files below node_modules that the entries load, found by following their imports. TensorFlow's own libraries come later. */
async function loadedFiles(bundle) {
  const { fileList } = await nodeFileTrace(entries.map((entry) => join(bundle, entry)), {
    base: root,
    processCwd: root,
    ignore: (path) => path.startsWith('node_modules/electron/') || path.includes('/deps/lib/'),
  })
  const inModules = `${basename(modules)}${sep}`
  return [...fileList].filter((path) => path.startsWith(inModules)).sort()
}

/** `node_modules/@a/b/dist/c.js` belongs to `node_modules/@a/b`; the innermost node_modules counts. */
function packageFolder(file) {
  const parts = file.split(sep)
  const at = parts.lastIndexOf('node_modules')
  return relative('', join(...parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2))))
}
