/** Opens the application with its window. Sets up and builds first where that is needed. */
import { ensureBuilt } from './build.mjs'
import { startApplication } from './electron-app.mjs'
import { ensureSetupOrExit } from './setup.mjs'

if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.error('error: there is no display (DISPLAY is not set), so no window can open. Everything also works in a terminal: npm run --silent studio -- --help')
  process.exit(2)
}
await ensureSetupOrExit({ quiet: true })
await ensureBuilt()

// Chromium has no sandbox for root.
const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const child = startApplication(switches, process.argv.slice(2))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('close', (code) => process.exit(code ?? 1))
