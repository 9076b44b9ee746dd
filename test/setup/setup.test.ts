import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder, freshClone, node, pathWith, root, script } from './scripts'

const realCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'supernet-studio')
const here = { XDG_CACHE_HOME: dirname(realCache) }

/** A cache with files of the right sizes: small ones are copied, large ones are holes. */
function copyOfCache(): string {
  const cache = join(folder(), 'cache', 'supernet-studio')
  for (const part of ['electronDist', 'tensorflowDir', 'addonDir']) {
    const source = node(root, script(`console.log((await import('./scripts/setup/paths.mjs')).${part})`), here).stdout.trim()
    const target = join(cache, basename(source))
    const files = JSON.parse(readFileSync(join(source, 'manifest.json'), 'utf8')) as Record<string, { bytes: number; sha256?: string }>
    mkdirSync(target, { recursive: true })
    copyFileSync(join(source, 'manifest.json'), join(target, 'manifest.json'))
    for (const [path, { bytes, sha256 }] of Object.entries(files).filter(([name]) => !name.startsWith('include/'))) {
      mkdirSync(dirname(join(target, path)), { recursive: true })
      if (sha256 === undefined) {
        writeFileSync(join(target, path), '')
        truncateSync(join(target, path), bytes)
      } else copyFileSync(join(source, path), join(target, path))
    }
  }
  return cache
}

describe('the check of the set-up', () => {
  it('reports each part, and that all is there where it has run', () => {
    const report = JSON.parse(node(root, ['scripts/setup.mjs', '--check', '--json'], here).stdout) as { ok: boolean; parts: { name: string; ok: boolean }[] }
    expect(report.ok).toBe(true)
    expect(report.parts.map(({ name }) => name)).toEqual(['Node', 'python3', 'g++', 'npm packages', 'system packages', 'Electron', 'better-sqlite3', 'TensorFlow'])
  })

  it('reports what is missing in a fresh clone', () => {
    const result = node(freshClone(), ['scripts/setup.mjs', '--check'])
    expect(result.status).toBe(1)
    expect(result.stdout).toMatch(/missing +TensorFlow +.*not there yet; run npm run setup/)
  })

  it('finds a library cut short, a launcher with another content and a file that is gone', () => {
    const cache = copyOfCache()
    const check = () => node(root, ['scripts/setup.mjs', '--check']).stdout
    const [electron, addon, libraries] = ['electron-33.2.1-', 'tensorflow-2.20.0-addon-', 'tensorflow-2.20.0-cpu-'].map((start) => join(cache, readdirSync(cache).find((name) => name.startsWith(start)) ?? ''))
    expect(check()).toMatch(/missing +TensorFlow +.*libtensorflow_cc.so.2 does not lead to the cache/)
    const library = join(libraries ?? '', 'lib/libtensorflow_cc.so.2')
    const { size } = lstatSync(library)
    truncateSync(library, 1000)
    expect(check()).toContain(`lib/libtensorflow_cc.so.2 has 1000 bytes instead of ${size}; run npm run setup`)
    const launcher = join(electron ?? '', 'resources/app/index.js')
    writeFileSync(launcher, readFileSync(launcher, 'utf8').replace('app', 'pap'))
    expect(check()).toMatch(/missing +Electron .*resources\/app\/index.js has another content/)
    truncateSync(library, size)
    writeFileSync(join(addon ?? '', 'manifest.json'), '{"')
    expect(check()).toMatch(/missing +TensorFlow .*its manifest cannot be read/)
  })

  it('does nothing, within three seconds, where all is there', () => {
    const from = performance.now()
    expect(node(root, ['scripts/setup.mjs'], here).stderr).toBe('Set-up complete.\n')
    expect(performance.now() - from).toBeLessThan(3000)
  })
})

describe('the set-up says in one sentence', () => {
  it('that python3 is missing', () => {
    const result = node(freshClone(), ['scripts/setup.mjs'], { PATH: pathWith([]) })
    expect(result.status).toBe(1)
    expect(result.stderr).toBe('error: python3 is missing; install it with: apt-get install python3 python3-pip\n')
  })

  it('that g++ is missing', () => {
    // Where python3 is a script of a version manager, it needs more programs than the test wants to show.
    const bin = pathWith([], { python3: `PATH=${process.env['PATH'] ?? ''} exec python3 "$@"` })
    const result = node(freshClone(), ['scripts/setup.mjs'], { PATH: bin })
    expect(result.status).toBe(1)
    expect(result.stderr).toBe('error: g++ is missing; install it with: apt-get install g++\n')
  })

  it('that the registry is not reached', () => {
    const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0', npm_config_cache: join(folder(), 'npm') }
    const result = node(freshClone(), ['scripts/setup.mjs'], env)
    expect(result.status).toBe(1)
    expect(result.stderr).toContain('error: The npm packages could not be installed: check the network')
  })

  it('that it does not run on the Node inside Electron', () => {
    const result = spawnSync(join(root, 'node_modules/electron/dist/electron'), ['scripts/build.mjs'], { cwd: root, encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
    expect(result.status).toBe(1)
    expect(result.stderr).toContain('error: This script needs plain Node, but runs on the Node inside Electron.')
  })

  it('how much disk is needed, by what is missing', (test) => {
    const small = join(folder(), 'cache')
    mkdirSync(small)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]).status !== 0) test.skip('a small file system needs the right to mount one')
    const check = (parts: string) => node(root, script(`const { checkDisk } = await import('./scripts/setup/disk.mjs'); const pins = await import('./scripts/setup/pins.mjs'); checkDisk([${parts}])`)).stderr
    try {
      const needed = (text: string): number => Number(/Not enough disk space in .*: (\d+) MB are needed, \d+ MB are free/.exec(text)?.[1])
      const both = needed(check('pins.electron, pins.tensorflow'))
      expect(both).toBe(1836)
      expect(needed(check('pins.electron'))).toBeLessThan(both / 2)
      expect(check('')).toBe('')
    } finally {
      spawnSync('umount', [small])
    }
  })
})

describe('npm test', () => {
  it('ends with its closing line where the set-up fails', () => {
    const result = node(freshClone(), ['scripts/test.mjs'], { PATH: pathWith([]) })
    expect(result.status).toBe(1)
    expect(result.stdout).toBe('error: python3 is missing; install it with: apt-get install python3 python3-pip\nfailed check: setup\n0 passed, 1 failed\n')
  })
})

describe('system packages', () => {
  const provide = "const { provideSystemPackages } = await import('./scripts/setup/system.mjs'); const { orExit } = await import('./scripts/setup/failure.mjs'); await orExit(provideSystemPackages)"
  /** A system on which all but two packages are installed. */
  const dpkg = 'for name in "$@"; do case "$name" in -*|*Status*|xvfb|xvfbt64|libgbm1|libgbm1t64) ;; *) echo "$name installed";; esac; done'

  it('are installed by root, those that are missing', () => {
    const calls = join(folder(), 'calls')
    const PATH = pathWith([], { 'dpkg-query': dpkg, 'apt-get': `echo "$DEBIAN_FRONTEND $@" >> ${calls}` })
    const result = node(root, script(`process.getuid = () => 0; ${provide}`), { PATH })
    expect(result.stderr).toBe('Installing system packages: xvfb libgbm1\n')
    expect(readFileSync(calls, 'utf8')).toBe('noninteractive update -q\nnoninteractive -o DPkg::Lock::Timeout=300 install -y --no-install-recommends xvfb libgbm1\n')
  })

  it('are named with the command by anybody else', () => {
    const calls = join(folder(), 'calls')
    const PATH = pathWith([], { 'dpkg-query': dpkg, 'apt-get': `echo called >> ${calls}` })
    const result = node(root, script(`process.getuid = () => 1000; ${provide}`), { PATH })
    expect(result.status).toBe(1)
    expect(result.stderr).toBe('error: System packages are missing; install them with: sudo apt-get install -y --no-install-recommends xvfb libgbm1\n')
    expect(existsSync(calls)).toBe(false)
  })

  it('tell what apt-get said where it fails', () => {
    const PATH = pathWith([], { 'dpkg-query': dpkg, 'apt-get': 'echo "E: Unable to locate package"; exit 100' })
    const result = node(root, script(`process.getuid = () => 0; ${provide}`), { PATH })
    expect(result.status).toBe(1)
    expect(result.stderr).toContain('error: The system packages could not be installed (apt-get install -y --no-install-recommends xvfb libgbm1): E: Unable to locate package')
  })
})

