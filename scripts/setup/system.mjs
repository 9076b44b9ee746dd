import { existsSync } from 'node:fs'
import { SetupFailure, tail } from './failure.mjs'
import { electronBinary } from './paths.mjs'
import { debianPackages } from './pins.mjs'
import { say } from './progress.mjs'
import { run, which } from './run.mjs'

/** What the machine must have before anything is downloaded. */
export async function checkPrerequisites({ toInstall }) {
  if (process.versions.electron !== undefined) {
    throw new SetupFailure('This script needs plain Node, but runs on the Node inside Electron. Start it with npm run, or with node from the PATH.')
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupFailure(`Supernet Studio runs on Linux x64 for now; this is ${process.platform} ${process.arch}.`)
  }
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupFailure(`Node 20.19 or newer is needed; this is ${process.versions.node}. Install a newer Node and run the command again.`)
  }
  if (!toInstall) return
  if (which('python3') === null) throw new SetupFailure('python3 is missing; install it with: apt-get install python3 python3-pip')
  const pip = await run('python3', ['-m', 'pip', '--version'])
  if (pip.code !== 0) throw new SetupFailure('pip is missing for python3; install it with: apt-get install python3-pip')
  if (which('g++') === null) throw new SetupFailure('g++ is missing; install it with: apt-get install g++')
}

/** Names of the system packages that are missing; on systems without dpkg, of the missing libraries. */
export async function missingSystemPackages() {
  if (which('dpkg-query') !== null) {
    const names = debianPackages.flatMap((name) => [name, `${name}t64`])
    const { output } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names])
    const installed = new Set(output.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])))
    return debianPackages.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
  }
  if (!existsSync(electronBinary)) return []
  const { output } = await run('ldd', [electronBinary])
  return output.split('\n').flatMap((line) => (line.includes('not found') ? [line.trim().split(' ')[0]] : []))
}

/** As root on Debian the packages are installed; otherwise the exact command is the answer. */
export async function provideSystemPackages() {
  const missing = await missingSystemPackages()
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (which('apt-get') === null) {
    throw new SetupFailure(`Electron needs libraries that are missing: ${missing.join(' ')}. Install them with this system's package manager.`)
  }
  if (process.getuid?.() !== 0) throw new SetupFailure(`System packages are missing; install them with: sudo ${command}`)
  say(`Installing system packages: ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const update = await run('apt-get', ['update', '-q'], { env })
  // On a fresh machine the system's own upgrades often hold dpkg for the first minutes.
  const install = update.code === 0 ? await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...command.split(' ').slice(1)], { env }) : update
  if (install.code !== 0) throw new SetupFailure(`The system packages could not be installed (${command}): ${tail(install.output)}`)
}
