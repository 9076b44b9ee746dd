/**
 * Brings what `npm ci` cannot: the Electron distribution, the SQLite addon for its ABI, and TensorFlow with the tfjs
 * addon. Uses only Node's own modules, since nothing is installed yet when it runs. Idempotent; see setup/ for the parts.
 */
import { pathToFileURL } from 'node:url'
import { electronReady, provideElectron, sqliteReady } from './setup/electron.mjs'
import { SetupFailure } from './setup/failure.mjs'
import { nodeModulesReady, provideNodeModules } from './setup/node-modules.mjs'
import { say } from './setup/progress.mjs'
import { printReport, reportParts } from './setup/report.mjs'
import { checkPrerequisites, provideSystemPackages } from './setup/system.mjs'
import { provideTensorflow, tensorflowReady } from './setup/tensorflow.mjs'

/** Provides whatever is missing; throws SetupFailure with one sentence where it cannot. */
export async function ensureSetup({ quiet = false } = {}) {
  const binariesReady = () => electronReady() && sqliteReady() && tensorflowReady()
  await checkPrerequisites({ toInstall: !nodeModulesReady() || !binariesReady() })
  if (!nodeModulesReady()) await provideNodeModules()
  await provideSystemPackages()
  if (!electronReady() || !sqliteReady()) await provideElectron()
  if (!tensorflowReady()) await provideTensorflow()
  if (!quiet) say('Set-up complete.')
}

/** For scripts: the sentence instead of a stack, and exit code 1. */
export async function ensureSetupOrExit(options) {
  try {
    await ensureSetup(options)
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    console.error(`Set-up: ${error.message}`)
    process.exit(1)
  }
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
