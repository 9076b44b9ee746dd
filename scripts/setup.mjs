/**
 * Brings what `npm ci` cannot: the Electron distribution, the SQLite addon for its ABI, and TensorFlow with the tfjs
 * addon. Uses only Node's own modules, since nothing is installed yet when it runs. Idempotent; see setup/ for the parts.
 */
import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { hasTemporary, sweep } from './setup/cache-folder.mjs'
import { checkDisk } from './setup/disk.mjs'
import { electronProblem, electronToFetch, provideElectron, sqliteProblem } from './setup/electron.mjs'
import { orExit } from './setup/failure.mjs'
import { withLock } from './setup/lock.mjs'
import { nodeModulesReady, provideNodeModules } from './setup/node-modules.mjs'
import { cache, downloads, root } from './setup/paths.mjs'
import { say } from './setup/progress.mjs'
import { printReport, reportParts } from './setup/report.mjs'
import { checkPrerequisites, provideSystemPackages } from './setup/system.mjs'
import { provideTensorflow, tensorflowProblem, tensorflowToFetch } from './setup/tensorflow.mjs'

const waiting = () => say('Waiting for another set-up, which is at work')
const binariesReady = () => electronProblem() === null && sqliteProblem() === null && tensorflowProblem() === null

/** Provides whatever is missing; throws SetupFailure with one sentence where it cannot. */
export async function ensureSetup({ quiet = false } = {}) {
  const ready = nodeModulesReady() && binariesReady()
  await checkPrerequisites({ toInstall: !ready })
  if (!nodeModulesReady()) await withLock(root, waiting, provideNodeModules)
  await provideSystemPackages()
  if (!binariesReady()) await withLock(cache, waiting, provideBinaries)
  // What a killed set-up left is removed by whoever comes next and finds none at work.
  else if (hasTemporary(cache, downloads)) await withLock(cache, () => false, () => sweep(cache, downloads))
  if (!quiet) say('Set-up complete.')
}

/** Looks again at each part, since the lock's last holder may have brought it. */
async function provideBinaries() {
  mkdirSync(cache, { recursive: true })
  sweep(cache, downloads)
  checkDisk([...electronToFetch(), ...tensorflowToFetch()])
  await provideElectron()
  await provideTensorflow()
}

/** For scripts: the sentence instead of a stack, and exit code 1. */
export function ensureSetupOrExit(options) {
  return orExit(() => ensureSetup(options))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const flags = new Set(process.argv.slice(2))
  if (flags.has('--check')) {
    const report = await reportParts()
    if (flags.has('--json')) console.log(JSON.stringify(report))
    else printReport(report)
    process.exitCode = report.ok ? 0 : 1
  } else {
    await ensureSetupOrExit({ quiet: flags.has('--quiet') })
  }
}
