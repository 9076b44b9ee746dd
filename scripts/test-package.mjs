/**
 * `npm run test:package`: makes the packages, then tries them in a clean Debian 12 as an ordinary user without a network.
 * Needs root, for the mounts. Prints each check and ends with "N passed, N failed"; pictures of the windows lie in
 * test-results/package. `-- --full`: the whole quick start in place of its short form, six to nine minutes more.
 * `-- --made`: the packages that are in dist already.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orExit, SetupFailure, tail } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { say } from './setup/progress.mjs'
import { run, which } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

const flags = new Set(process.argv.slice(2))
await ensureSetupOrExit({ quiet: true })
await orExit(testPackages)

async function testPackages() {
  if (process.getuid?.() !== 0) throw new SetupFailure('This test makes a system of its own, which only root may: run it as root, or with sudo.')
  await provideTools({ mmdebstrap: 'mmdebstrap', Xvfb: 'xvfb', unshare: 'util-linux' })
  if (!flags.has('--made')) {
    const made = await run(process.execPath, [join(root, 'scripts/dist.mjs')], { onOutput: (text) => process.stdout.write(text) })
    if (made.code !== 0) throw new SetupFailure(`The packages could not be made: ${tail(made.output)}`)
  }
  const pictures = join(root, 'test-results/package')
  mkdirSync(pictures, { recursive: true })
  const work = mkdtempSync(join(tmpdir(), 'studio-package-'))
  const { removeRoot } = await import('./test-package/root.mjs')
  const system = join(work, 'system')
  try {
    const { passed, failed } = await checkAll(system, work, pictures)
    console.log(`${passed} passed, ${failed} failed`)
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0
  } finally {
    removeRoot(system)
    rmSync(work, { recursive: true, force: true })
  }
}

async function checkAll(system, work, pictures) {
  const { makeRoot, put } = await import('./test-package/root.mjs')
  const { openScreen } = await import('./test-package/screen.mjs')
  const checks = await import('./test-package/checks.mjs')
  const { hasDocumentedFuses, ignoresNode } = await import('./test-package/fuses.mjs')
  const { findsWhatComesAlong, spaceFile, startsQuickly } = await import('./test-package/work.mjs')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const deb = join(root, 'dist', `supernet-studio_${version}_amd64.deb`)
  const name = `supernet-studio-${version}-linux-x64`

  say('Making a clean Debian 12')
  const clean = await makeRoot(system)
  const display = await openScreen(work)
  let [passed, failed, runs] = [0, 0, 0]
  const check = async (title, work) => {
    const from = performance.now()
    const seconds = () => `${((performance.now() - from) / 1000).toFixed(1)} s`
    try {
      console.log(`passed  ${title}: ${await work()} (${seconds()})`)
      passed += 1
    } catch (error) {
      console.log(`FAILED  ${title}: ${error.message} (${seconds()})`)
      failed += 1
    }
  }
  try {
    await check('apt installs the .deb with what it depends on', () => checks.installs(clean, deb))
    await check('commands, menu entry, file type, icons, sandbox helper, list of parts', () => checks.isComplete(clean))
    await check('every binary finds its libraries', () => checks.findsLibraries(clean))
    await check('fuses equal the table', () => hasDocumentedFuses(clean))
    await check('NODE_OPTIONS, --inspect, ELECTRON_RUN_AS_NODE have no effect', () => ignoresNode(clean))
    await check('unsafe starts of a window are refused', () => checks.refusesUnsafeStarts(clean, display))
    await check('studio doctor', () => checks.isHealthy(clean))
    await check('studio verify', () => checks.verifies(clean))
    await check('studies, search spaces and samples that come along are found', () => findsWhatComesAlong(clean))
    const full = flags.has('--full')
    await check(full ? 'studio quickstart' : 'studio quickstart --short', async () => {
      const done = await startsQuickly(clean, full)
      runs = done.runs
      return done.text
    })
    await check('window in the sandbox', () => checks.showsWindow(clean, display, { picture: join(pictures, 'deb.png'), file: spaceFile }))
    await check('data stays where it was', () => checks.leavesData(clean, runs))
    await check('.tar.gz in any folder: studio doctor', async () => {
      const archive = put(clean, join(root, 'dist', `${name}.tar.gz`), 'package.tar.gz')
      const unpacked = await clean(['tar', '-xzf', archive])
      checks.demand(unpacked.code === 0, unpacked.output)
      return checks.isHealthy(clean, `./${name}/bin/studio`)
    })
    await check('.tar.gz: window in the sandbox of user namespaces', () =>
      checks.showsWindow(clean, display, { command: `./${name}/bin/supernet-studio`, studio: `./${name}/bin/studio`, picture: join(pictures, 'tar.png') }),
    )
  } finally {
    display.close()
  }
  return { passed, failed }
}

/** What is missing is installed: this script runs as root. */
async function provideTools(tools) {
  const missing = Object.entries(tools).flatMap(([program, name]) => (which(program) === null ? [name] : []))
  if (missing.length === 0) return
  if (which('apt-get') === null) throw new SetupFailure(`These programs are missing: ${missing.join(', ')}. Install them with this system's package manager.`)
  say(`Installing ${missing.join(', ')}`)
  const result = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing])
  if (result.code !== 0) throw new SetupFailure(`These packages could not be installed: apt-get install ${missing.join(' ')} (${tail(result.output)})`)
}
