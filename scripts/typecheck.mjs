/** TypeScript for main, worker, contract and tests; svelte-check for the window, whose components TypeScript cannot read. */
import { checkWith } from './check-with.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
await checkWith([
  ['typescript/bin/tsc', '--noEmit'],
  // Tests of the window hand functions to the page or import from it, so they know its names too.
  ['typescript/bin/tsc', '--noEmit', '-p', 'test/e2e/window'],
  ['typescript/bin/tsc', '--noEmit', '-p', 'test/bench'],
  ['typescript/bin/tsc', '--noEmit', '-p', 'test/renderer'],
  ['svelte-check/bin/svelte-check', '--workspace', 'src-renderer', '--tsconfig', 'tsconfig.json', '--fail-on-warnings'],
])
