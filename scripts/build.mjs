/** Bundles the application when a source is newer than the last build. */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

const out = join(root, 'out')
const stamp = join(out, '.built')
const lock = join(root, 'node_modules', '.build-lock')
const sources = ['src-contract', 'src-main', 'src-worker', 'electron.vite.config.ts', 'package-lock.json']

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function isFresh() {
  const built = statSync(stamp, { throwIfNoEntry: false })
  return built !== undefined && sources.every((name) => newest(join(root, name)) < built.mtimeMs)
}

/** Throws with the bundler's output when the sources do not build. */
export async function ensureBuilt() {
  while (!isFresh()) {
    const release = takeLock()
    if (release === null) {
      await sleep(200)
      continue
    }
    try {
      const started = new Date()
      const result = await run(process.execPath, [join(modules, 'electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { cwd: root })
      if (result.code !== 0) throw new Error(`The build failed:\n${result.output}`)
      mkdirSync(out, { recursive: true })
      writeFileSync(stamp, started.toISOString())
    } finally {
      release()
    }
  }
}

/** Two commands at once must not build into one folder; a lock left by a dead process is taken over. */
function takeLock() {
  try {
    const file = openSync(lock, 'wx')
    writeFileSync(file, String(process.pid))
    closeSync(file)
    return () => rmSync(lock, { force: true })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > 120_000) rmSync(lock, { force: true })
    return null
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureSetupOrExit({ quiet: true })
  await ensureBuilt()
}
