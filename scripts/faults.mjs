/**
 * `npm run test:faults`: the fault campaigns of test/faults with their full numbers; every trial leaves a line in
 * test-results/faults/<campaign>.jsonl. Arguments narrow it: npm run test:faults -- saves, or -- memory. FAULT_COUNT=N runs N
 * trials instead of all, SEED=N repeats the draws of a campaign.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { electronNode } from './electron-node.mjs'
import { modules, root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()
const records = join(root, 'test-results/faults')
rmSync(records, { recursive: true, force: true })
const names = process.argv.slice(2)
const files = (names.length > 0 ? names : ['']).map((name) => `test/faults/${name}`)
const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', FAULT_COUNT: process.env.FAULT_COUNT ?? 'full', FAULT_RECORDS: records }
// One file after another: campaigns that time or kill things must not disturb each other.
process.exitCode = await electronNode([join(modules, 'vitest/vitest.mjs'), 'run', '--no-file-parallelism', ...files], { env })
console.log(`Records: ${records}`)
