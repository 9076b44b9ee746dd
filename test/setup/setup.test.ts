import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Where a program of this machine lies. */
function find(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim()
}

/** A folder with links to some programs only, to stand in for the PATH. */
function pathWith(...programs: string[]): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const program of programs) symlinkSync(find(program), join(bin, program))
  return bin
}

/** A clone without node_modules. */
function freshClone(): string {
  const clone = join(folder, 'clone')
  for (const name of ['scripts', 'package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, name), join(clone, name), { recursive: true })
  return clone
}

function node(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(find('node'), args, { cwd, encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), ...env } })
}

describe('set-up', () => {
  it('reports each part, and that all is there where it has run', () => {
    const result = spawnSync(find('node'), ['scripts/setup.mjs', '--check', '--json'], { cwd: root, encoding: 'utf8' })
    const report = JSON.parse(result.stdout) as { ok: boolean; parts: { name: string; ok: boolean }[] }
    expect(report.ok).toBe(true)
    expect(report.parts.map(({ name }) => name)).toEqual(['Node', 'python3', 'g++', 'npm packages', 'system packages', 'Electron', 'better-sqlite3', 'TensorFlow'])
  })

  it('reports what is missing in a fresh clone', () => {
    const result = node(freshClone(), ['scripts/setup.mjs', '--check'])
    expect(result.status).toBe(1)
    expect(result.stdout).toMatch(/missing +TensorFlow +run npm run setup/)
  })

  it('does nothing, within three seconds, where all is there', () => {
    const from = performance.now()
    const result = spawnSync(find('node'), ['scripts/setup.mjs'], { cwd: root, encoding: 'utf8' })
    expect(result.status).toBe(0)
    expect(performance.now() - from).toBeLessThan(3000)
  })

  it('says in one sentence that python3 is missing', () => {
    const result = node(freshClone(), ['scripts/setup.mjs'], { PATH: pathWith() })
    expect(result.status).toBe(1)
    expect(result.stderr).toBe('Set-up: python3 is missing; install it with: apt-get install python3 python3-pip\n')
  })

  it('says in one sentence that g++ is missing', () => {
    const bin = pathWith()
    // Where python3 is a script of a version manager, it needs more programs than the test wants to show.
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\nPATH=${process.env['PATH'] ?? ''} exec python3 "$@"\n`, { mode: 0o755 })
    const result = node(freshClone(), ['scripts/setup.mjs'], { PATH: bin })
    expect(result.status).toBe(1)
    expect(result.stderr).toBe('Set-up: g++ is missing; install it with: apt-get install g++\n')
  })

  it('says in one sentence that the registry is not reached', () => {
    const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'npm') }
    const result = node(freshClone(), ['scripts/setup.mjs'], env)
    expect(result.status).toBe(1)
    expect(result.stderr).toContain('The npm packages could not be installed: check the network')
  })

  it('refuses a download that does not match its SHA-256 and keeps nothing of it', () => {
    const script = `const { fetchPinned } = await import('./scripts/setup/downloads.mjs')
      await fetchPinned({ archive: 'x', sha256: '00', megabytes: 1 }, 'node', ['-e', "require('fs').writeFileSync('x', 'y')"], 'A thing')`
    const result = node(root, ['--input-type=module', '-e', script])
    expect(result.stderr).toContain('A thing does not match its pinned SHA-256')
    expect(readdirSync(join(folder, 'cache/supernet-studio/downloads'))).toEqual([])
  })

  it('checks the disk before a download', (test) => {
    const small = join(folder, 'small')
    mkdirSync(small)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]).status !== 0) test.skip('a small file system needs the right to mount one')
    try {
      const result = node(root, ['--input-type=module', '-e', "const { checkDisk } = await import('./scripts/setup/downloads.mjs'); checkDisk()"], { XDG_CACHE_HOME: small })
      expect(result.stderr).toMatch(/Not enough disk space in .*: 2600 MB are needed, \d+ MB are free/)
    } finally {
      spawnSync('umount', [small])
    }
  })

  it('takes nothing for done that a killed set-up left half-way', () => {
    const script = `const { fillOnce } = await import('./scripts/setup/cache-folder.mjs')
      const { writeFileSync } = await import('node:fs')
      const kill = process.argv[1] === 'kill'
      await fillOnce(${JSON.stringify(join(folder, 'part'))}, (work) => { writeFileSync(work + '/half', ''); if (kill) process.kill(process.pid, 'SIGKILL') })`
    expect(node(root, ['--input-type=module', '-e', script, 'kill']).signal).toBe('SIGKILL')
    expect(readdirSync(folder)).not.toContain('part')
    expect(node(root, ['--input-type=module', '-e', script, 'finish']).status).toBe(0)
    expect(readdirSync(join(folder, 'part'))).toEqual(['half'])
  })
})
