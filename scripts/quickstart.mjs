/** `npm run quickstart`: sets up, builds, then shows the application at work. Arguments go on to it (--home DIR). */
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: false })
process.argv.splice(2, 0, 'quickstart')
await import('./studio.mjs')
