/** Runs the scripts of the repository as a user does: on plain Node, with a cache of the test's own. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

export const root = join(import.meta.dirname, '../..')

let current = ''
/** The folder of the test that runs; removed after it. */
export const folder = (): string => current
beforeEach(() => {
  current = mkdtempSync(join(tmpdir(), 'studio-setup-'))
})
afterEach(() => rmSync(current, { recursive: true, force: true }))

/** Where a program of this machine lies. */
export function find(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim()
}

/** A folder with links to some programs only, and with shell scripts in place of others, to stand in for the PATH. */
export function pathWith(programs: readonly string[], scripts: Readonly<Record<string, string>> = {}): string {
  const bin = join(current, 'bin')
  mkdirSync(bin)
  for (const program of programs) symlinkSync(find(program), join(bin, program))
  for (const [name, body] of Object.entries(scripts)) writeFileSync(join(bin, name), `#!${find('sh')}\n${body}\n`, { mode: 0o755 })
  return bin
}

/** A clone with the scripts only, without node_modules. */
export function freshClone(): string {
  const clone = join(current, 'clone')
  for (const name of ['scripts', 'package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, name), join(clone, name), { recursive: true })
  return clone
}

export function environment(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE')
  return { ...Object.fromEntries(entries), XDG_CACHE_HOME: join(current, 'cache'), ...changes }
}

export function node(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
  return spawnSync(find('node'), args, { cwd, encoding: 'utf8', env: environment(env) })
}

/** Arguments of node for a module of a few lines. */
export function script(text: string): string[] {
  return ['--input-type=module', '-e', text]
}
