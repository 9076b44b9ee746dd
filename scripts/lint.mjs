/** ESLint (rules inside files) and dependency-cruiser (rules between folders). */
import { join } from 'node:path'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const checks = [
  ['eslint/bin/eslint.js', '.'],
  ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'src-contract', 'src-main', 'src-worker'],
]
for (const [script, ...args] of checks) {
  const { code, output } = await run(process.execPath, [join(modules, script), ...args], { cwd: root })
  if (code !== 0) {
    console.log(output)
    process.exitCode = 1
  }
}
