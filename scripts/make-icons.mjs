/** Writes the PNG files of resources/icons from icon.svg. Needed only when the icon changes. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { electronBinary, root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const child = spawn(electronBinary, ['--no-sandbox', '--ozone-platform=headless', '--log-level=3', join(root, 'scripts/icons')], { stdio: 'inherit' })
child.on('close', (code) => process.exit(code ?? 1))
