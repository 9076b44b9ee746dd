/** ESLint (rules inside files) and dependency-cruiser (rules between folders). */
import { checkWith } from './check-with.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const folders = ['src-contract', 'src-main', 'src-worker', 'src-renderer']
await checkWith([
  ['eslint/bin/eslint.js', '.'],
  ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', ...folders],
])
