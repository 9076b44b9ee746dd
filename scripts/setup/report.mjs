import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronProblem, electronVersion, sqliteProblem } from './electron.mjs'
import { nodeModulesReady } from './node-modules.mjs'
import { electronBinary, modules, sqliteAddon, tfjsAddon } from './paths.mjs'
import { tensorflow } from './pins.mjs'
import { which } from './run.mjs'
import { missingSystemPackages } from './system.mjs'
import { tensorflowProblem } from './tensorflow.mjs'

/** What is there and what is not: { ok, parts: [{ name, ok, version, path, reason }] }. */
export async function reportParts() {
  const part = (name, ok, version, path, reason) => ({ name, ok, version: ok ? version : null, path: ok ? path : null, reason: ok ? '' : reason })
  const program = (name) => part(name, which(name) !== null, 'found', which(name), `not on the PATH; apt-get install ${name}`)
  const installed = (name) => {
    const file = join(modules, name, 'package.json')
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null
  }
  const missing = await missingSystemPackages()
  const hint = 'run npm run setup'
  const provided = (name, problem, version, path) => part(name, problem === null, version, path, `${problem}; ${hint}`)
  const electron = electronProblem()
  const parts = [
    part('Node', true, process.versions.node, process.execPath, ''),
    program('python3'),
    program('g++'),
    part('npm packages', nodeModulesReady(), 'as in package-lock.json', modules, hint),
    part('system packages', missing.length === 0, 'installed', 'by the system', `missing: ${missing.join(' ')}; ${hint}`),
    provided('Electron', electron, electron === null ? electronVersion() : null, electronBinary),
    provided('better-sqlite3', sqliteProblem(), installed('better-sqlite3'), sqliteAddon),
    provided('TensorFlow', tensorflowProblem(), tensorflow.version, tfjsAddon),
  ]
  return { ok: parts.every(({ ok }) => ok), parts }
}

export function printReport({ parts }) {
  for (const { name, ok, version, path, reason } of parts) {
    console.log(`${ok ? 'found  ' : 'missing'}  ${name.padEnd(16)} ${ok ? `${version}  ${path}` : reason}`)
  }
}
