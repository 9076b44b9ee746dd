#!/usr/bin/env node
/** The command line: the same application without a window. Sets up and builds first where that is needed. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ensureBuilt } from './build.mjs'
import { electronBinary, root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()

// Chromium reads its own switches only up to `--`; what follows reaches the application untouched.
const switches = ['--no-sandbox', '--ozone-platform=headless', '--log-level=3']
const child = spawn(electronBinary, [...switches, root, '--', ...process.argv.slice(2)], { stdio: 'inherit' })

// A terminal sends Ctrl-C to the whole group: the application ends its run in order, this process only waits for it.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('close', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
