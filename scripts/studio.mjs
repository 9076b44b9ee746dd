#!/usr/bin/env node
/** The command line: the same application without a window. Sets up and builds first where that is needed. */
import { constants } from 'node:os'
import { ensureBuilt } from './build.mjs'
import { startApplication } from './electron-app.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()

const child = startApplication(['--no-sandbox', '--ozone-platform=headless', '--log-level=3'], process.argv.slice(2))

// A terminal sends Ctrl-C to the whole group: the application ends its run in order, this process only waits for it.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('close', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
