/** TypeScript for main, worker, contract and tests; svelte-check for the window, whose components TypeScript cannot read. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkWith } from './check-with.mjs'
import { root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const window = existsSync(join(root, 'src-renderer'))
await checkWith([
  ['typescript/bin/tsc', '--noEmit'],
  ...(window ? [['svelte-check/bin/svelte-check', '--workspace', 'src-renderer', '--tsconfig', 'tsconfig.json', '--fail-on-warnings']] : []),
])
