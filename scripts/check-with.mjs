import { join } from 'node:path'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

/** Runs checkers ([script below node_modules, ...arguments]) one after another, with their output; the exit code tells whether all passed. */
export async function checkWith(checkers) {
  for (const [at, [script, ...args]] of checkers.entries()) {
    // Some of them say nothing for minutes.
    console.log(`${script.split('/')[0]} ${args.join(' ')} (${at + 1} of ${checkers.length})`)
    const { code } = await run(process.execPath, [join(modules, script), ...args], { cwd: root, onOutput: (text) => process.stdout.write(text) })
    if (code !== 0) process.exitCode = 1
  }
}
