/** ESLint (rules inside files) and dependency-cruiser (rules between folders). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkWith } from './check-with.mjs'
import { root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const folders = ['src-contract', 'src-main', 'src-worker', 'src-renderer'].filter((name) => existsSync(join(root, name)))
await checkWith([
  ['eslint/bin/eslint.js', '.'],
  ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', ...folders],
])
