import { join } from 'node:path'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

/** Runs checkers ([script below node_modules, ...arguments]) one after another, with their output; the exit code tells whether all passed. */
export async function checkWith(checkers) {
  for (const [script, ...args] of checkers) {
    const { code } = await run(process.execPath, [join(modules, script), ...args], { cwd: root, onOutput: (text) => process.stdout.write(text) })
    if (code !== 0) process.exitCode = 1
  }
}
