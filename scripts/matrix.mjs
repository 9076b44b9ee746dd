/**
 * `npm run test:matrix`: every method with the rates and momenta that differ by it on each kind of space, at the size of
 * the sample: all blocks of MobileNet, 32 pixels. `npm test` runs the same matrix at a small size. -t narrows it, such as
 * npm run test:matrix -- -t "MobileNet: fairnas"
 */
import { join } from 'node:path'
import { electronNode } from './electron-node.mjs'
import { modules } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', MATRIX: 'full' }
process.exitCode = await electronNode([join(modules, 'vitest/vitest.mjs'), 'run', 'test/worker/training/matrix.test.ts', ...process.argv.slice(2)], { env })
